import { formatNumber, plural } from '../plural.ts'

const methods = (n: number) => plural('en', n, { one: '1 method', other: '{n} methods' })
const days = (n: number) => plural('en', n, { one: '1 day', other: '{n} days' })
const tokensInWords = (n: number) => plural('en', n, { one: '1 token', other: '{n} tokens' })

/** Settings → Access Tokens. */
export const tokens = {
  title: 'Access Tokens',
  lead: 'A token lets a script or a plugin call the API in your name: only the methods that you ticked, until its date, until you remove it.',
  tools: 'Tools',
  generate: 'Generate',
  edit: 'Edit',
  copy: 'Copy',
  remove: 'Remove',
  refresh: 'Refresh',
  countOf: (n: number, limit: number) => `${formatNumber('en', n)} of ${tokensInWords(limit)}`,
  limitReached: (limit: number) =>
    `The account has ${tokensInWords(limit)}, as many as it may have. Remove one to make another.`,
  /** @param below how many of them have no row yet */
  selected: (n: number, below: number) =>
    `${formatNumber('en', n)} selected${below > 0 ? `, ${formatNumber('en', below)} of them not shown yet` : ''}`,

  searchTokens: 'Search tokens',
  filterBy: 'Show',
  filters: {
    all: 'All',
    active: 'Active',
    expiring: 'Expiring soon',
    expired: 'Expired',
    unused: 'Unused for 90 days',
  },
  sortBy: 'Sort by',
  sortings: {
    description: { ascending: 'Description, A to Z', descending: 'Description, Z to A' },
    api: { ascending: 'API, A to Z', descending: 'API, Z to A' },
    created: { ascending: 'Oldest first', descending: 'Newest first' },
    expires: { ascending: 'Expires first', descending: 'Expires last' },
    lastUsed: { ascending: 'Longest unused first', descending: 'Last used first' },
  },
  noneFound: 'No token fits',
  noneFoundText: 'Search for something else, or show all tokens again.',
  showAll: 'Show all',

  columns: {
    description: 'Description',
    api: 'API',
    created: 'Created',
    expires: 'Expires',
    lastUsed: 'Last used',
    state: 'State',
  },
  list: 'Access tokens',
  listHelp: 'Enter edits the token, Delete removes what is selected.',
  selectAll: 'Select all',
  rowsOf: (n: number, all: number) => `${formatNumber('en', n)} of ${tokensInWords(all)} shown`,
  showMore: 'Show more',
  customCount: (n: number) => `Custom, ${methods(n)}`,
  endsWith: (lastFour: string) => `ends with ${lastFour}`,
  never: 'Never',
  neverUsed: 'Never used',
  until: (time: string, utc: string) => `${time} · ${utc}`,
  from: (address: string) => `from ${address}`,
  usedAt: (time: string) => `Used ${time}`,
  calledMethod: (method: string) => `Called ${method}`,
  unknownAddress: 'address unknown',
  states: {
    active: 'Active',
    expired: 'Expired',
    expiresToday: 'Expires today',
    expiresWithinDay: 'Expires within a day',
    expiresIn: (n: number) => `Expires in ${days(n)}`,
  },

  emptyTitle: 'No access tokens yet',
  emptyText:
    'A script, a build or a plugin should not know your password. Give it a token: it opens only the methods you choose, ends on the day you set, and stops at once when you remove it.',
  emptyStart: 'Begin with a ready-made set, or tick methods yourself:',
  custom: 'Custom',

  generateTitle: 'Generate a token',
  editTitle: 'Edit token',
  copyTitle: 'Copy token',
  copyLead: (description: string) =>
    `The new token begins with the settings of “${description}” and gets a value of its own.`,
  copyOf: (description: string) => `${description} (copy)`,
  description: 'Description',
  descriptionExample: 'Such as: nightly backup of shop',
  expiresAt: 'Expires At',
  expiresHint: 'dd-mm-yyyy',
  presetLabel: 'How long it works',
  presets: {
    '7-days': '7 days',
    '30-days': '30 days',
    '90-days': '90 days',
    '1-year': '1 year',
    never: 'Never',
  },
  pickDay: 'Pick a day',
  calendar: 'Expires At',
  previousMonth: 'Previous month',
  nextMonth: 'Next month',
  worksForever: 'It works until it is removed.',
  worksThrough: (n: number) =>
    n === 0 ? 'Through today, UTC.' : `Through that day, UTC: ${days(n)} from now.`,
  worksUntil: (moment: string) => `It works until ${moment}.`,
  expiredOn: (day: string) => `It expired on ${day}. Choose a day to bring it back to life.`,
  api: 'API',
  /** By the name of the set, in place of the server's own words, which are English. */
  setDescriptions: {} as Record<string, string | undefined>,
  customSet: 'Methods that you tick yourself.',
  setSize: methods,

  methods: 'Methods',
  searchMethods: 'Search methods',
  onlyChecked: 'Only checked',
  hits: (n: number) => plural('en', n, { one: '1 hit', other: '{n} hits' }),
  checkedOf: (n: number, all: number) => `${formatNumber('en', n)} of ${formatNumber('en', all)} checked`,
  selectShown: (n: number) => plural('en', n, { one: 'Select the one shown', other: 'Select all {n} shown' }),
  clearShown: (n: number) => plural('en', n, { one: 'Clear the one shown', other: 'Clear all {n} shown' }),
  selectAllMethods: 'Select all',
  clearAllMethods: 'Clear all',
  countInService: (n: number, all: number) => `${formatNumber('en', n)} of ${formatNumber('en', all)}`,
  noMethodFound: 'No method has these words in its name, address or description.',
  noneChecked: 'Nothing is checked.',
  docsOf: (method: string) => `Docs of ${method} in a new tab`,
  docs: 'Docs',
  destroys: 'destroys',
  added: 'added',
  leftOut: 'left out',
  difference: (set: string, plus: number, less: number) =>
    [set, plus > 0 && `plus ${formatNumber('en', plus)}`, less > 0 && `less ${formatNumber('en', less)}`]
      .filter(Boolean)
      .join(', '),
  backToSet: (set: string) => `Back to ${set}`,
  setHasChanged: (set: string) => `${set} holds other methods today than when this token was made.`,
  takeToday: 'Take those of today',
  ownReplaced: (n: number) => `Your own choice of ${methods(n)} was replaced.`,
  bringBack: 'Bring it back',

  problems: {
    descriptionMissing: 'Say in a few words what the token is for.',
    descriptionTooLong: 'At most 255 characters.',
    descriptionControl: 'No line breaks or other control characters.',
    dateMissing: 'Enter a day as dd-mm-yyyy, or choose Never.',
    'not-a-date': 'Write the day as dd-mm-yyyy, for example 31-12-2027.',
    'not-in-calendar': 'The calendar has no such day.',
    passed: 'That day has passed. Choose one to come.',
    'too-late': 'The year 2100 is the last one.',
    apiMissing: 'Choose a set, or tick methods for a Custom token.',
    methodsMissing: 'Tick at least one method.',
  },
  continue: 'Continue',
  nothingChanged: 'Nothing has been changed yet.',

  confirmTitle: {
    generate: 'Generate this token?',
    edit: 'Save these changes?',
    copy: 'Generate this copy?',
  },
  sumName: 'Description',
  sumUntil: 'Works until',
  sumUntilDay: (day: string, n: number) =>
    n === 0 ? `${day}, the end of today (UTC)` : `the end of ${day} (UTC), ${days(n)} from now`,
  sumForever: 'you remove it: it never expires',
  sumMay: 'May call',
  sumMethods: (n: number, all: number, set: string) =>
    `${formatNumber('en', n)} of ${formatNumber('en', all)} methods (${set})`,
  becomes: (before: string) => `before: ${before}`,
  sumPlus: 'Newly opened',
  sumLess: 'No longer open',
  andMore: (n: number) => `and ${formatNumber('en', n)} more`,
  warningsTitle: 'Before you go on',
  warnings: {
    'never-expires': () => 'It never expires. Who finds it can use it until you notice.',
    everything: () => 'It may do everything that any token may do.',
    'deletes-environments': () => 'It can delete environments with all their data.',
    'runs-commands': () => 'It can run commands on your servers, and so read and change whatever is on them.',
    'reads-secrets': () => 'It can read secrets, such as passwords in variables and files.',
    'lets-others-in': () => 'It can give other people access to your environments.',
    destroys: (n: number) =>
      plural('en', n, {
        one: 'It holds 1 method that destroys something for good.',
        other: 'It holds {n} methods that destroy something for good.',
      }),
  },
  passwordLabel: 'Your password',
  passwordHint: 'The password of your account confirms the change.',
  confirm: { generate: 'Generate token', edit: 'Save changes', copy: 'Generate token' },
  saved: 'The token was changed.',
  tokenGone: 'This token has been removed meanwhile.',
  outcomeUnknown: {
    generate:
      'No answer came: the token may have been made. Look at the list before you try again. If it is there, generate a new value for it.',
    edit: 'No answer came: the changes may have been saved. Look at the list before you try again.',
    copy: 'No answer came: the copy may have been made. Look at the list before you try again. If it is there, generate a new value for it.',
    renew: 'No answer came: the old value may already be refused. Try again to get a new one.',
    remove:
      'No answer came: it may have been done. When the server answers again, only tokens that still exist are listed here.',
  },

  regenerateLink: 'Generate a new value',
  regenerateTitle: 'Generate a new value',
  regenerateWarning: 'The old value stops working at once.',
  regenerateText: (description: string) =>
    `“${description}” keeps its settings. Whatever still sends the old value will be refused.`,
  regenerateDrops: 'Changes you made in the form are not saved with it.',
  regenerateExpired:
    'It has expired. With its new value it works again, for as long as it was given before, at least a day.',
  lastUsedSentence: (when: string, time: string) => `Last used ${when} (${time})`,
  neverUsedSentence: 'It was never used.',
  regenerate: 'Generate new value',

  valueTitle: 'Your new token',
  newValueTitle: 'The new value',
  valueSentence: 'Copy the value now. It is never shown again.',
  valueNotStored: (prefix: string) =>
    `We keep only a hash of it, and its last four characters ${prefix} to recognise it by.`,
  valueLabel: 'Value of the token',
  copyValue: 'Copy the value',
  download: 'Download',
  tryIt: 'Try it',
  tryText: (method: string) => `This line calls ${method}, which changes nothing.`,
  tryChanges: (method: string) => `This line calls ${method}. Mind that it changes something.`,
  tryBlanks: 'Fill in what stands in angle brackets.',
  tryExamples: 'Its values are examples: put in your own.',
  curlLabel: 'Line for a shell',
  copyCurl: 'Copy the line',
  done: 'Done',
  leaveTitle: 'Close without the value?',
  leaveText: 'You have neither copied nor downloaded it, and it is never shown again.',
  leave: 'Close anyway',
  stay: 'Go back',

  removeTitle: (n: number) => `Remove ${tokensInWords(n)}?`,
  removeText: (n: number) =>
    plural('en', n, {
      one: 'It stops working at once and cannot be brought back.',
      other: 'They stop working at once and cannot be brought back.',
    }),
  removeConfirm: (n: number) => `Remove ${tokensInWords(n)}`,
  removed: (n: number) => plural('en', n, { one: '1 token was removed.', other: '{n} tokens were removed.' }),
  removedMeanwhile: 'A token has been removed meanwhile. Look at what is left, then try again.',
  removeList: 'Tokens to remove',
  inUse: 'In use: used in the last 24 hours',
}
