import type { AccountType, SessionType } from '../accounts/account.types.ts'
import type { Operation } from './operation.ts'
import { protocolList, protocolTime } from './protocol-values.ts'

/** `status` of an account that may sign in. */
const activeAccount = 1

const signIn = `
  mutation Signin($login: String!, $password: String!) {
    signIn(login: $login, password: $password) { session account { uid login name } }
  }`

const signOut = 'mutation Signout { signOut }'

const account = 'query GetUserInfo { account { uid login name } }'

const sessions = `
  query GetSessions {
    account { uid }
    sessions { id address userAgent createdAt lastUsedAt current }
  }`

const signOutSessions = 'mutation SignoutSessions($ids: [ID!]!) { signOutSessions(ids: $ids) }'

const signOutOtherSessions = 'mutation SignoutOtherSessions { signOutOtherSessions }'

const changePassword = `
  mutation ChangePassword($oldPassword: String!, $newPassword: String!, $endOtherSessions: Boolean!) {
    changePassword(oldPassword: $oldPassword, newPassword: $newPassword, endOtherSessions: $endOtherSessions)
  }`

/** Accounts and sessions in the old protocol. */
export const accountOperations: Record<string, Operation> = {
  'users.authentication.Signin': async (execute, parameters) => {
    const { signIn: signedIn } = (await execute(signIn, parameters)) as {
      signIn: { session: string; account: AccountType }
    }
    return { session: signedIn.session, ...showAccount(signedIn.account) }
  },

  'users.authentication.Signout': async (execute) => {
    await execute(signOut)
    return {}
  },

  'users.account.GetUserInfo': async (execute) => {
    const data = await execute(account)
    return showAccount(data.account as AccountType)
  },

  'users.authentication.GetSessions': async (execute) => {
    const data = (await execute(sessions)) as { account: AccountType; sessions: SessionType[] }
    return {
      sessions: data.sessions.map((session) => ({
        id: session.id,
        uid: data.account.uid,
        host: session.address,
        userAgent: session.userAgent,
        createdOn: protocolTime(session.createdAt),
        lastAccess: protocolTime(session.lastUsedAt),
        current: session.current,
      })),
    }
  },

  'users.authentication.SignoutSessions': async (execute, { ids }) => {
    // The session that asks goes on, so that the answer finds somebody.
    if (ids === '*') await execute(signOutOtherSessions)
    else await execute(signOutSessions, { ids: protocolList('ids', ids) })
    return {}
  },

  'users.account.ChangePassword': async (execute, { oldPassword, newPassword, invalidateSessions }) => {
    await execute(changePassword, { oldPassword, newPassword, endOtherSessions: invalidateSessions ?? true })
    return {}
  },
}

function showAccount({ uid, login, name }: AccountType) {
  return { uid, email: login, name, status: activeAccount }
}
