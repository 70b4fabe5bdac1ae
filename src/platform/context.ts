import type { Context } from '../access/context.ts'
import type { Platform } from './platform.ts'

/** What the resolvers of the platform need beside the rest. */
export interface PlatformContext extends Context {
  platform: Platform
}
