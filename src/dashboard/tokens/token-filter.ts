import { expiryWarning } from './expiry-warning.ts'

/** A token as the list needs it. */
export interface ListedToken {
  readonly id: string
  readonly description: string
  readonly lastFour: string
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly apiSet: { readonly name: string; readonly displayName: string }
  readonly methods: readonly string[]
  readonly lastUsed: { readonly at: string } | null
}

export const tokenFilters = ['active', 'expiring', 'expired', 'unused'] as const
export type TokenFilter = (typeof tokenFilters)[number]

export const sortColumns = ['description', 'api', 'created', 'expires', 'lastUsed'] as const
export type SortColumn = (typeof sortColumns)[number]

export const sortDirections = ['ascending', 'descending'] as const

export interface Sort {
  readonly column: SortColumn
  readonly direction: (typeof sortDirections)[number]
}

/** The tokens with the name of their set as the list shows it, for the search and the order. The server's is English. */
export function withSetNames<T extends ListedToken>(tokens: readonly T[], custom: string): T[] {
  return tokens.map((token) =>
    token.apiSet.name === 'CUSTOM' ? { ...token, apiSet: { ...token.apiSet, displayName: custom } } : token,
  )
}

const unusedFor = 90 * 24 * 60 * 60 * 1000

/** Whether a token passes one of the filters. A token just made is not yet one that nobody uses. */
export function passesFilter(token: ListedToken, filter: TokenFilter, now: Date): boolean {
  const warning = expiryWarning(token.expiresAt, now)
  switch (filter) {
    case 'active':
      return warning !== 'expired'
    case 'expiring':
      return warning === 'within-30-days' || warning === 'within-7-days'
    case 'expired':
      return warning === 'expired'
    case 'unused':
      return now.getTime() - Date.parse(token.lastUsed?.at ?? token.createdAt) >= unusedFor
  }
}

/** Whether every word of a search occurs in the description, the name of the set, or is the end of the value. */
function passesSearch({ description, lastFour, apiSet }: ListedToken, search: string): boolean {
  const text = `${description}\n${apiSet.displayName}`.toLocaleLowerCase()
  return search
    .toLocaleLowerCase()
    .split(/\s+/u)
    .every((word) => text.includes(word) || lastFour.toLocaleLowerCase() === word)
}

export function filterTokens<T extends ListedToken>(
  tokens: readonly T[],
  { search, filter }: { search: string; filter: TokenFilter | null },
  now: Date,
): T[] {
  return tokens.filter(
    (token) => passesSearch(token, search.trim()) && (!filter || passesFilter(token, filter, now)),
  )
}

/** Tokens that are alike in the column stay in the order in which they came. */
export function sortTokens<T extends ListedToken>(tokens: readonly T[], sort: Sort, locale?: string): T[] {
  const words = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  const compare = (a: T, b: T): number => {
    switch (sort.column) {
      case 'description':
        return words.compare(a.description, b.description)
      case 'api':
        return (
          words.compare(a.apiSet.displayName, b.apiSet.displayName) || a.methods.length - b.methods.length
        )
      case 'created':
        return Date.parse(a.createdAt) - Date.parse(b.createdAt)
      case 'expires':
        // Never comes after every date.
        return moment(a.expiresAt, never) - moment(b.expiresAt, never)
      case 'lastUsed':
        // Never used is longer ago than any use.
        return moment(a.lastUsed?.at, 0) - moment(b.lastUsed?.at, 0)
    }
  }
  return [...tokens].sort((a, b) => (sort.direction === 'ascending' ? compare(a, b) : compare(b, a)))
}

const never = Number.MAX_SAFE_INTEGER

function moment(time: string | null | undefined, absent: number): number {
  return time == null ? absent : Date.parse(time)
}
