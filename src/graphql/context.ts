import type { MethodsContext } from '../access/method.resolver.ts'
import type { AccountsContext } from '../accounts/context.ts'
import type { PlatformContext } from '../platform/context.ts'
import type { TokensContext } from '../tokens/context.ts'

/** What every operation runs with, whichever door it came in by. */
export type OperationContext = MethodsContext & AccountsContext & PlatformContext & TokensContext

/** The part of it that belongs to one request. */
export type RequestPart = Pick<
  OperationContext,
  | 'caller'
  | 'lookAgain'
  | 'hasBegun'
  | 'origin'
  | 'note'
  | 'place'
  | 'cookie'
  | 'verifiesLater'
  | 'deadline'
  | 'sendsOn'
>
