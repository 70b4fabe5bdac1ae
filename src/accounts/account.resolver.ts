import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql'
import { accountOf } from '../access/account-of.ts'
import { ApiMethod } from '../access/api-method-directive.ts'
import { AccountType, SessionType, SignInType } from './account.types.ts'
import type { AccountsContext } from './context.ts'
import { listSessions } from './sessions.ts'
import { changePassword } from './set-password.ts'
import { signIn } from './sign-in.ts'
import { signOut, signOutOtherSessions, signOutSessions } from './sign-out.ts'

@Resolver()
export class AccountResolver {
  @Mutation(() => SignInType, {
    description:
      'Begins a session. With the request header `Latchkey-Session: cookie` the session is kept in an HttpOnly cookie instead of the answer. A token of the account is accepted in place of the password; such a session may do what the token may. An account with two-factor is asked for `code`, after the right password.',
  })
  async signIn(
    @Arg('login', () => String, {
      nullable: true,
      description: 'May be left out where a token comes in place of the password.',
    })
    login: string | null | undefined,
    @Arg('password', () => String) password: string,
    @Arg('code', () => String, {
      nullable: true,
      description: 'The second factor: a code of the authenticator app, or a recovery code.',
    })
    code: string | undefined,
    @Ctx() context: AccountsContext,
  ): Promise<SignInType> {
    const { cookie } = context
    const { session, twoFactorRequired, account } = await signIn(context, {
      login: login ?? undefined,
      password,
      code,
    })
    if (session === null) return { session, twoFactorRequired, account: null }
    if (cookie.wanted) cookie.set(session)
    return { session: cookie.wanted ? null : session, twoFactorRequired, account }
  }

  @ApiMethod('users.authentication.Signout')
  @Mutation(() => Boolean, {
    description:
      'Ends the session that the request came with. A token stays alive: it has no session to end.',
  })
  async signOut(@Ctx() context: AccountsContext): Promise<boolean> {
    const { caller, cookie } = context
    if (caller.kind !== 'anonymous' && caller.sessionId)
      await signOut(context, caller.account.id, caller.sessionId)
    cookie.clear()
    return true
  }

  @ApiMethod('users.account.GetUserInfo')
  @Query(() => AccountType, { description: 'The account of the caller.' })
  account(@Ctx() { caller }: AccountsContext): AccountType {
    return accountOf(caller)
  }

  @ApiMethod('users.authentication.GetSessions')
  @Query(() => [SessionType], { description: 'The open sessions of the account, last used first.' })
  async sessions(@Ctx() { db, caller, sessionLimits }: AccountsContext): Promise<SessionType[]> {
    const open = await listSessions(db, accountOf(caller).id, sessionLimits)
    const current = caller.kind === 'session' ? caller.sessionId : undefined
    return open.map((session) => ({ ...session, current: session.id === current }))
  }

  @ApiMethod('users.authentication.SignoutSessions')
  @Mutation(() => Boolean, { description: 'Ends the named sessions: all of them or none.' })
  async signOutSessions(
    @Arg('ids', () => [ID]) ids: string[],
    @Ctx() context: AccountsContext,
  ): Promise<boolean> {
    await signOutSessions(context, accountOf(context.caller).id, ids)
    return true
  }

  @ApiMethod('users.authentication.SignoutSessions')
  @Mutation(() => Boolean, { description: 'Ends every session of the account but the one that asks.' })
  async signOutOtherSessions(@Ctx() context: AccountsContext): Promise<boolean> {
    const { caller } = context
    const own = caller.kind === 'session' ? caller.sessionId : undefined
    await signOutOtherSessions(context, accountOf(caller).id, own)
    return true
  }

  @ApiMethod('users.account.ChangePassword')
  @Mutation(() => Boolean, {
    description:
      'Changes the password of the account. The other sessions end, unless told otherwise; tokens keep working.',
  })
  async changePassword(
    @Arg('oldPassword', () => String) oldPassword: string,
    @Arg('newPassword', () => String, { description: 'At least 8 characters.' }) newPassword: string,
    @Arg('endOtherSessions', () => Boolean, { defaultValue: true }) endOthers: boolean,
    @Ctx() context: AccountsContext,
  ): Promise<boolean> {
    await changePassword(context, oldPassword, newPassword, endOthers)
    return true
  }
}
