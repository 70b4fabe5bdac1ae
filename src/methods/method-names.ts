import { ApiError } from '../errors.ts'
import { apiMethods, findMethod, withFullNamespace } from './catalogue.ts'

/** Enough to see what is wrong, without sending a long list back. */
const problemsShown = 10

const idsInLowerCase = new Map(apiMethods.map(({ id }) => [id.toLowerCase(), id]))

/**
 * The methods that a token is to hold: known, grantable, sorted, each once. The short namespaces of old scripts are
 * understood (`env.control.StopEnv`). What every caller may do anyway, signing out, does no harm on the list and stays.
 */
export function checkMethodNames(names: readonly string[]): string[] {
  if (names.length === 0) throw refusal('Choose at least one method.')

  const ids = [...new Set(names.map(withFullNamespace))].sort()
  const problems = ids.flatMap((id) => problemOf(id) ?? [])
  if (problems.length > 0) {
    const hidden = problems.length - problemsShown
    const more = hidden > 0 ? [`There are ${hidden} more like these.`] : []
    throw refusal([...problems.slice(0, problemsShown), ...more].join(' '))
  }
  return ids
}

function problemOf(id: string) {
  switch (findMethod(id)?.access) {
    case 'grantable':
    case 'caller':
      return undefined
    case 'session':
      return `${id} cannot be given to a token: only a session may call it.`
    case 'public':
      return `${id} cannot be given to a token: it needs no permission.`
    case undefined:
      return `There is no method ${JSON.stringify(shortened(id))}.${suggestion(id)}`
  }
}

/** A sentence, with a blank before it, that names the method which is meant by another spelling; empty for none. */
export function suggestion(id: string): string {
  const meant = idsInLowerCase.get(withFullNamespace(id.trim().toLowerCase()))
  return meant ? ` Did you mean ${meant}?` : ''
}

function shortened(text: string) {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text
}

function refusal(message: string) {
  return new ApiError('BAD_USER_INPUT', message, { parameter: 'methods' })
}
