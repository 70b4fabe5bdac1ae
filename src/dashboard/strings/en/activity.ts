import { plural } from '../plural.ts'

export const activity = {
  title: 'Activity',
  lead: 'What was done to your account and its tokens, newest first.',
  refused: 'Refused',
  more: 'Load more',
  empty: 'Nothing yet',
  emptyText:
    'Signing in, changes of the password, and everything done to tokens is listed here, and what tokens were denied.',

  /** More than once within the hour that the entry stands for. */
  times: (count: number) => plural('en', count, { one: 'once', other: '{n} times within the hour' }),

  changed: (fields: readonly string[]) => `Changed: ${fields.join(', ')}`,
  /** Of a token, by the server's names. */
  fields: {
    description: 'description',
    expiresAt: 'expiry',
    apiSet: 'API',
    methods: 'methods',
  } as Record<string, string | undefined>,

  /** By the server's name for it; what is missing here is shown by that name. */
  actions: {
    'account.created': 'Account created',
    'account.signed-in': 'Signed in',
    'account.sign-in-refused': 'Sign-in with a wrong password',
    'account.signed-out': 'Signed out',
    'account.sessions-ended': 'Sessions ended',
    'account.password-changed': 'Password changed',
    'account.password-refused': 'Wrong password when confirming a change',
    'account.attempts-throttled': 'Tries refused until a wait is over',
    'account.second-factor-refused': 'Wrong code of the second factor',
    'account.two-factor-enabled': 'Two-factor turned on',
    'account.two-factor-disabled': 'Two-factor turned off',
    'account.recovery-codes-regenerated': 'New recovery codes made',
    'account.recovery-code-used': 'Recovery code used',
    'platform.token-given': 'Token of the platform given',
    'platform.token-forgotten': 'Token of the platform forgotten',
    'token.generated': 'Token generated',
    'token.edited': 'Token edited',
    'token.regenerated': 'New value for a token',
    'token.copied': 'Token copied',
    'token.removed': 'Token removed',
    'token.denied': 'Token denied a method',
  } as Record<string, string | undefined>,
}
