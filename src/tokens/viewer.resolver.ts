import { Ctx, Field, FieldResolver, ObjectType, Query, registerEnumType, Resolver } from 'type-graphql'
import { accountOf } from '../access/account-of.ts'
import { ApiMethod } from '../access/api-method-directive.ts'
import { mayCall } from '../access/authorize.ts'
import type { SessionCaller, TokenCaller } from '../access/caller.ts'
import { AccountType } from '../accounts/account.types.ts'
import type { AccountsContext } from '../accounts/context.ts'
import { readTwoFactor } from '../accounts/two-factor.ts'
import { TwoFactorType } from '../accounts/two-factor.types.ts'
import { apiMethods } from '../methods/catalogue.ts'
import type { MethodSet } from '../methods/method-set.ts'
import type { TokensContext } from './context.ts'
import { ExpiryScalar } from './expiry.types.ts'
import { readTokens } from './token.ts'
import { AccessTokenType, showToken } from './token.types.ts'

export enum CallerKind {
  SESSION = 'SESSION',
  TOKEN = 'TOKEN',
}
registerEnumType(CallerKind, {
  name: 'CallerKind',
  description: 'How a caller proved who it is.',
  valuesConfig: {
    SESSION: { description: 'Signed in with the password: every method of the account.' },
    TOKEN: { description: 'An access token, or a session begun with one: the methods that it holds.' },
  },
})

@ObjectType('Viewer', { description: 'Who a request speaks for.', simpleResolvers: true })
export class ViewerType {
  @Field(() => CallerKind)
  kind!: CallerKind

  @Field(() => AccountType)
  account!: AccountType

  @Field(() => [String], { description: 'Full names of the methods that it may call.' })
  methods!: string[]

  @Field(() => ExpiryScalar, {
    nullable: true,
    description: 'Until when the token works; null: it does not expire.',
  })
  expiresAt!: Date | null
}

@Resolver(() => ViewerType)
export class ViewerResolver {
  @Query(() => ViewerType, {
    nullable: true,
    description:
      'Who am I, which methods may I call, and until when? null for a request without a credential.',
  })
  viewer(@Ctx() { caller }: TokensContext): ViewerType | null {
    if (caller.kind === 'anonymous' || caller.kind === 'restricted') return null
    return {
      kind: caller.kind === 'token' ? CallerKind.TOKEN : CallerKind.SESSION,
      account: caller.account,
      expiresAt: caller.kind === 'token' ? caller.expiresAt : null,
      // Found out only where they are asked for: a compiled query looks at them several times.
      get methods() {
        return methodsOf(caller)
      },
    }
  }

  /** null too where it was removed since this request was let in. */
  @FieldResolver(() => AccessTokenType, { nullable: true, description: 'The token, where it is one.' })
  async token(@Ctx() { db, caller }: TokensContext): Promise<AccessTokenType | null> {
    if (caller.kind !== 'token') return null
    const [token] = await readTokens(db, caller.account.id, [caller.tokenId])
    return token ? showToken(token) : null
  }

  @ApiMethod('users.account.Get2FABackupCodes')
  @FieldResolver(() => TwoFactorType, {
    nullable: true,
    description: 'Whether signing in takes a second factor. For sessions only.',
  })
  async twoFactor(@Ctx() { db, caller, sealer, identity }: AccountsContext): Promise<TwoFactorType> {
    // Where the platform knows the accounts, the second factor is its own matter.
    return readTwoFactor(db, identity ? undefined : sealer, accountOf(caller).id)
  }
}

/** Sets whose methods are kept as lists; each takes up to 3 KB. */
const keptAsLists = 2_000

const lists = new Map<MethodSet | 'session', string[]>()

/** What a caller may call is decided by the set of its token, which never changes, so it is found out once. */
function methodsOf(caller: SessionCaller | TokenCaller): string[] {
  const key = caller.kind === 'token' ? caller.methods : caller.kind
  const known = lists.get(key)
  if (known) return known
  const methods = apiMethods.map(({ id }) => id).filter((id) => mayCall(caller, id))
  if (lists.size >= keptAsLists) lists.clear()
  lists.set(key, methods)
  return methods
}
