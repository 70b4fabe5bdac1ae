import type { AccountType, SessionType } from '../accounts/account.types.ts'
import type { TwoFactorSecretType, TwoFactorType } from '../accounts/two-factor.types.ts'
import { ApiError } from '../errors.ts'
import { showAccount } from '../platform/own-methods.ts'
import type { Operation } from './operation.ts'
import { protocolList, protocolTime, required } from './protocol-values.ts'

/** What Signin says of an account with two-factor: `TFA`, asked for as `TOTP`, and until then `RESTRICTED`. */
const restrictedAccess = { authType: 1, requiredAuthCheck: { type: 0 }, accessType: 1 }

const signIn = `
  mutation Signin($login: String, $password: String!) {
    signIn(login: $login, password: $password) { session twoFactorRequired account { uid login name } }
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

const verifyCode = 'mutation Verify2FACode($code: String!) { verifyTwoFactorCode(code: $code) }'

const beginTwoFactor = `
  mutation Get2FAConfig($password: String!) { beginTwoFactor(password: $password) { secret url } }`

const enableTwoFactor = `
  mutation Enable2FA($code: String!, $password: String!) { enableTwoFactor(code: $code, password: $password) }`

const disableTwoFactor = `
  mutation Disable2FA($password: String!, $code: String!) { disableTwoFactor(password: $password, code: $code) }`

const recoveryCodesLeft = `
  query Get2FABackupCodes { viewer { twoFactor { enabled recoveryCodesLeft } } }`

const regenerateRecoveryCodes = `
  mutation Regenerate2FABackupCodes($password: String!, $code: String!) {
    regenerateRecoveryCodes(password: $password, code: $code)
  }`

/** Accounts and sessions in the old protocol. */
export const accountOperations: Record<string, Operation> = {
  'users.authentication.Signin': async (execute, { login, password }) =>
    showSignedIn(await execute(signIn, { login, password })),

  'users.authentication.SigninByToken': async (execute, { token }) =>
    showSignedIn(await execute(signIn, { password: token })),

  'users.authentication.Verify2FACode': async (execute, { code }) => {
    await execute(verifyCode, { code })
    return {}
  },

  'users.authentication.Signout': async (execute) => {
    await execute(signOut)
    return {}
  },

  'users.account.GetUserInfo': async (execute) => {
    const data = await execute(account)
    return showNamed(data.account as AccountType)
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

  'users.account.Get2FAConfig': async (execute, { password }) => {
    const data = await execute(beginTwoFactor, { password: required('password', password) })
    const { secret, url } = data.beginTwoFactor as TwoFactorSecretType
    return { secret, url }
  },

  'users.account.Enable2FA': async (execute, { code, password }) => {
    const data = await execute(enableTwoFactor, { code, password: required('password', password) })
    return { backupCodes: data.enableTwoFactor as string[] }
  },

  'users.account.Disable2FA': async (execute, { password, code }) => {
    await execute(disableTwoFactor, {
      password: required('password', password),
      code: required('code', code),
    })
    return {}
  },

  // Only their hashes are stored, so there is nothing to list; an empty list would look as if all were used.
  'users.account.Get2FABackupCodes': async (execute) => {
    const { viewer } = (await execute(recoveryCodesLeft)) as { viewer: { twoFactor: TwoFactorType } | null }
    if (!viewer) throw new ApiError('UNAUTHENTICATED', 'Sign in to see how many backup codes are left.')
    const { enabled, recoveryCodesLeft: left } = viewer.twoFactor
    throw new ApiError(
      'NOT_SUPPORTED',
      enabled
        ? `Backup codes are shown once, when they are made; ${left} of them ${left === 1 ? 'is' : 'are'} left. Call Regenerate2FABackupCodes for new ones.`
        : 'Two-factor is not on, so there are no backup codes. Call Get2FAConfig and Enable2FA to turn it on.',
    )
  },

  'users.account.Regenerate2FABackupCodes': async (execute, { password, code }) => {
    const data = await execute(regenerateRecoveryCodes, {
      password: required('password', password),
      code: required('code', code),
    })
    return { backupCodes: data.regenerateRecoveryCodes as string[] }
  },
}

function showSignedIn(data: Record<string, unknown>) {
  const { session, twoFactorRequired, account } = data.signIn as {
    session: string
    twoFactorRequired: boolean
    account: AccountType
  }
  return { session, ...showNamed(account), ...(twoFactorRequired && restrictedAccess) }
}

function showNamed({ name, ...account }: AccountType) {
  return { ...showAccount(account), name }
}
