import { plural } from '../plural.ts'

/** What more than one screen says. */
export const common = {
  product: 'Latchkey',
  navigation: 'Main',
  skipToContent: 'Skip to content',
  environments: 'Environments',
  settings: 'Settings',
  apiDocs: 'API docs',
  graphiql: 'GraphiQL',
  menu: 'Menu',
  accountMenu: (login: string) => `Account ${login}`,
  signIn: 'Sign in',
  signOut: 'Sign out',
  signOutFailed:
    'You are still signed in. The server could not end your session: try again in a few seconds.',
  language: 'Language',

  cancel: 'Cancel',
  close: 'Close',
  back: 'Back',
  next: 'Next',
  tryAgain: 'Try again',
  loading: 'Loading …',
  clearSearch: 'Clear search',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'Copying was refused. Select the text and copy it yourself.',
  download: 'Download',
  dismiss: 'Dismiss',
  optional: 'optional',
  notAvailable: '–',

  password: 'Password',
  code: 'Authentication code',
  codeHint: 'The six digits that your authenticator app shows, or a recovery code.',
  codeMissing: 'Enter the code.',
  showPassword: 'Show password',
  hidePassword: 'Hide password',

  discardTitle: 'Discard what you entered?',
  discardText: 'The form does not keep it.',
  discard: 'Discard',
  keepEditing: 'Go on editing',

  connectionLost: 'Connection lost. Trying to reach the server …',
  pageNotFound: 'There is no such page',
  pageNotFoundText: 'The address may be mistyped, or the page may have moved.',
  toStart: 'Go to the start page',
  screenFailed: 'This screen could not be shown',
  screenFailedText: 'Reload the page. If that does not help, tell your operator what you did.',
  reload: 'Reload',
  dialogFailed: 'This dialog could not be shown',
  dialogFailedText: 'Check your connection, then try again. If that does not help, reload the page.',

  /** By the code of the server's error. What is missing here is shown in the server's own words. */
  failures: {
    NETWORK: 'The server cannot be reached. Check your connection, then try again.',
    OUTCOME_UNKNOWN: 'No answer came: it may have been done. Look before you try again.',
    UNAUTHENTICATED: 'Your session has ended. Sign in again.',
    SIGN_IN_FAILED: 'Login and password do not belong together.',
    TOKEN_NOT_VALID: 'That token is not valid for this login. Use another, or your password.',
    WRONG_PASSWORD: 'That is not your password.',
    WRONG_CODE: 'The code is not right, or was used before.',
    TOO_MANY_ATTEMPTS: 'Too many wrong passwords or codes.',
    DATABASE_UNAVAILABLE: 'The database does not answer. Try again in a few seconds.',
    OVERLOADED: 'The server is busy. Try again in a few seconds.',
    TOKEN_LIMIT_REACHED: 'The account has as many tokens as it may have. Remove one that is no longer used.',
    SESSION_REQUIRED: 'Sign in with your password to do this; a token is not enough.',
  } as Record<string, string | undefined>,
  /** After a text of ours: the server's own words have it. */
  requestId: (id: string) => `The request id is ${id}.`,
  methodNotPermitted: (method: string) =>
    `You signed in with a token that may not call ${method}. Sign in with your password.`,
  triesLeft: (n: number) =>
    n === 0
      ? 'The next try has to wait.'
      : plural('en', n, { one: '1 try is left.', other: '{n} tries are left.' }),
  tryAgainIn: (seconds: number) =>
    plural('en', seconds, { one: 'Try again in 1 second.', other: 'Try again in {n} seconds.' }),
  tryAgainInMinutes: (minutes: number) =>
    plural('en', minutes, { one: 'Try again in 1 minute.', other: 'Try again in {n} minutes.' }),
  tryAgainNow: 'You can try again now.',
}
