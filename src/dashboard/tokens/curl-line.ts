/** A method as a curl line needs it. */
export interface CallableMethod {
  readonly id: string
  readonly name: string
  readonly effect: 'READ' | 'CHANGE' | 'DELETE'
  /** Legacy REST address, such as `/1.0/environment/control/rest/stopenv`. */
  readonly path: string
  readonly parameters: readonly { readonly name: string; readonly required: boolean }[]
}

/** Reads that answer at once with something a person recognises. */
const favourites = [
  'environment.control.GetEnvs',
  'users.account.GetUserInfo',
  'environment.control.GetBasicEnvsInfo',
  'marketplace.app.GetList',
  'environment.control.GetRegions',
]

/** The method to try a token with: rather one that changes nothing, and needs nothing filled in. */
export function methodToTry<M extends CallableMethod>(methods: readonly M[]): M | undefined {
  const cost = ({ id, effect, parameters }: M) => {
    const favourite = favourites.indexOf(id)
    if (favourite >= 0) return favourite
    const blanks = parameters.filter(({ required }) => required).length
    return { READ: 100, CHANGE: 1000, DELETE: 10_000 }[effect] + blanks
  }
  return methods.reduce<M | undefined>(
    (best, method) => (best && cost(best) <= cost(method) ? best : method),
    undefined,
  )
}

/**
 * A line for a shell that calls one method with a token.
 * @param origin where the reader's own browser reaches the server
 */
export function curlLine(origin: string, method: CallableMethod, value: string): string {
  // In a header, not in the address: addresses end up in logs and in the history of proxies.
  const parts = ['curl', '-H', quote(`Authorization: Bearer ${value}`)]
  for (const { name, required } of method.parameters) {
    if (required) parts.push('--data-urlencode', quote(`${name}=<${name}>`))
  }
  return [...parts, quote(`${origin}${method.path}`)].join(' ')
}

/** A word for a POSIX shell: nothing within single quotes means anything to it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
