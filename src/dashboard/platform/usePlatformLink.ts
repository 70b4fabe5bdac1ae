import { useLive } from '../api/useLive.ts'
import { graphql } from '../generated/index.ts'
import type { PlatformLinkQuery } from '../generated/graphql.ts'

const platformLinkQuery = graphql(`
  query PlatformLink {
    platform {
      address
      credential
      given
      since
      expiresAt
      problem
    }
  }
`)

export type PlatformLink = NonNullable<PlatformLinkQuery['platform']>

/** The platform behind, and what opens it for the account's tokens; `data.platform` is null with the sandbox. */
export function usePlatformLink() {
  return useLive(platformLinkQuery, {})
}
