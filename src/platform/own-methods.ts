import { apiSets, displayNameOf } from '../methods/api-sets.ts'
import { type ApiMethod, apiMethods, findMethod, methodIds, searchMethods } from '../methods/catalogue.ts'
import { readParameters } from '../methods/read-parameters.ts'
import { ForwardedAnswer } from './forwarded-answer.ts'
import type { Parameters, Platform, PlatformAccount, Reply } from './platform.ts'

/** Answers of Latchkey itself, whatever platform is behind it. Their shapes are those of the old protocol. */
const ownMethods = new Map<string, (account: PlatformAccount, parameters: Parameters) => Reply>([
  ['users.authentication.CheckSign', showAccount],
  ['users.authentication.GetTokenApiList', (_account, { search }) => tokenApiList(search)],
  ['users.authentication.GetPolicyMethods', () => tokenApiList(undefined)],
  ['users.authentication.GetTokenTemplates', tokenTemplates],
])

/** Methods about accounts, sessions and tokens, which have fields of their own with more to them than a reply. */
export const methodsWithFields = methodIds(
  'users.account.ChangePassword',
  'users.account.Disable2FA',
  'users.account.Enable2FA',
  'users.account.Get2FABackupCodes',
  'users.account.Get2FAConfig',
  'users.account.GetUserInfo',
  'users.account.Regenerate2FABackupCodes',
  'users.authentication.CreateToken',
  'users.authentication.DeleteTokens',
  'users.authentication.EditToken',
  'users.authentication.GetSessions',
  'users.authentication.GetTokens',
  'users.authentication.RegenerateToken',
  'users.authentication.Signin',
  'users.authentication.SigninByToken',
  'users.authentication.Signout',
  'users.authentication.SignoutSessions',
  'users.authentication.Verify2FACode',
)

/** Those of them that a platform which knows the accounts answers itself. */
export const answeredAtHome = methodIds(
  'users.account.Disable2FA',
  'users.account.Enable2FA',
  'users.account.Get2FABackupCodes',
  'users.account.Get2FAConfig',
  'users.account.GetUserInfo',
  'users.account.Regenerate2FABackupCodes',
)

/** The platform, with the methods that Latchkey answers itself put before it. */
export function withOwnMethods(platform: Platform): Platform {
  return {
    call: async (account, method, parameters, detail) => {
      const own = ownMethods.get(method)
      return own ? own(account, parameters) : platform.call(account, method, parameters, detail)
    },
    takesItsTime: (method) =>
      !ownMethods.has(method) && !methodsWithFields.has(method) && (platform.takesItsTime?.(method) ?? false),
    forward:
      platform.forward &&
      (async (account, method, parameters) => {
        const own = ownMethods.get(method)
        if (!own) return platform.forward!(account, method, parameters)
        const reply = own(account, readParameters(findMethod(method)!, parameters))
        return new ForwardedAnswer(200, Buffer.from(JSON.stringify({ result: 0, ...reply })))
      }),
  }
}

/** An account as the old protocol has it: it may sign in, and the credential waits for no second factor. */
export function showAccount({ uid, login }: { uid: number; login: string }) {
  return { uid, email: login, status: 1, accessType: 0 }
}

/** A method as the old protocol lists it. */
export function showMethod({ id, effect }: ApiMethod) {
  return { id, method: id, isSafe: effect === 'read', isCollaborationAccessible: false }
}

/** The old protocol's form of an API set, by its name there. */
export function showTemplate(displayName: string) {
  const set = apiSets.find((candidate) => candidate.displayName === displayName)
  return {
    id: set ? apiSets.indexOf(set) + 1 : 0,
    name: set?.displayName ?? displayNameOf('CUSTOM'),
    apiListItems: (set?.methods ?? []).map((id) => showMethod(findMethod(id)!)),
  }
}

function tokenApiList(search: unknown): Reply {
  const found = typeof search === 'string' ? searchMethods(search) : apiMethods
  return {
    behavior: 0,
    tokenPermissions: found.filter(({ access }) => access === 'grantable').map(showMethod),
  }
}

function tokenTemplates(): Reply {
  return { templates: apiSets.map(({ displayName }) => showTemplate(displayName)) }
}
