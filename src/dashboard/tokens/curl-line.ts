import { type CallableMethod, curlParts, neededParameters, quote } from '../methods/curl.ts'
import { graphqlCurlParts, type OperationMethod } from '../methods/examples.ts'

/** A method that a token may be tried with. */
export interface TriableMethod extends CallableMethod {
  readonly id: string
  readonly effect: 'READ' | 'CHANGE' | 'DELETE'
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
export function methodToTry<M extends TriableMethod>(methods: readonly M[]): M | undefined {
  const cost = (method: M) => {
    const favourite = favourites.indexOf(method.id)
    if (favourite >= 0) return favourite
    return { READ: 100, CHANGE: 1000, DELETE: 10_000 }[method.effect] + neededParameters(method).length
  }
  return methods.reduce<M | undefined>(
    (best, method) => (best && cost(best) <= cost(method) ? best : method),
    undefined,
  )
}

/** A line for a shell that calls one method with a token. What has to be filled in stands in angle brackets. */
export function curlLine(origin: string, method: CallableMethod, value: string): string {
  return curlParts(origin, method, bearer(value), ({ name }) => `<${name}>`).join(' ')
}

/** The same by GraphQL, with examples of what has to be filled in. No operation carries a file. */
export function graphqlLine(origin: string, method: OperationMethod, value: string): string {
  return graphqlCurlParts(origin, method, bearer(value)).join(' ')
}

function bearer(value: string) {
  return [`-H ${quote(`Authorization: Bearer ${value}`)}`]
}
