import { Ctx, Field, ObjectType, Query, registerEnumType, Resolver } from 'type-graphql'
import { mayCall } from '../access/authorize.ts'
import { AccountType } from '../accounts/account.types.ts'
import { apiMethods } from '../methods/catalogue.ts'
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

  @Field(() => AccessTokenType, { nullable: true, description: 'The token, where it is one.' })
  token!: AccessTokenType | null

  @Field(() => [String], { description: 'Full names of the methods that it may call.' })
  methods!: string[]

  @Field(() => ExpiryScalar, {
    nullable: true,
    description: 'Until when the token works; null: it does not expire.',
  })
  expiresAt!: Date | null
}

@Resolver()
export class ViewerResolver {
  @Query(() => ViewerType, {
    nullable: true,
    description:
      'Who am I, which methods may I call, and until when? null for a request without a credential.',
  })
  async viewer(@Ctx() { db, caller }: TokensContext): Promise<ViewerType | null> {
    if (caller.kind === 'anonymous') return null
    const methods = apiMethods.map(({ id }) => id).filter((id) => mayCall(caller, id))
    if (caller.kind === 'session') {
      return { kind: CallerKind.SESSION, account: caller.account, token: null, methods, expiresAt: null }
    }
    const [token] = await readTokens(db, caller.account.id, [caller.tokenId])
    // Removed since this request was let in.
    if (!token) return null
    return {
      kind: CallerKind.TOKEN,
      account: caller.account,
      token: showToken(token),
      methods,
      expiresAt: token.expiresAt,
    }
  }
}
