import { readFileSync } from 'node:fs'
import { ApiError } from '../errors.ts'

/**
 * Who may call a method:
 * - `grantable`: a session, and a token that holds it
 * - `session`: a session only; no token can hold it
 * - `caller`: every signed-in caller, a token too, whether it holds it or not
 * - `public`: anybody, without a credential
 */
export type MethodAccess = 'grantable' | 'session' | 'caller' | 'public'

/** `read` has no side effect, so it may be repeated; `delete` destroys what cannot simply be brought back. */
export type MethodEffect = 'read' | 'change' | 'delete'

/** What a parameter holds once it is read. `json` travels as text and is an object or a list. */
export type ParameterType = 'string' | 'int' | 'long' | 'boolean' | 'json' | 'json[]' | 'file'

export interface MethodParameter {
  readonly name: string
  readonly type: ParameterType
  readonly required: boolean
  /** A password, key or code: never to be shown, logged or repeated in an error. */
  readonly secret: boolean
}

/** One callable thing of the platform. */
export interface ApiMethod {
  /** Service and name: `environment.control.StopEnv`. */
  readonly id: string
  readonly service: string
  readonly name: string
  /** The REST path without `/1.0`, in lower case. */
  readonly path: string
  readonly verbs: readonly ('GET' | 'POST')[]
  readonly parameters: readonly MethodParameter[]
  readonly description: string
  readonly access: MethodAccess
  readonly effect: MethodEffect
  readonly deprecated: boolean
  /** `public` is in the platform's published reference; `extra` is known from its clients. */
  readonly tier: 'public' | 'extra'
}

/** A line of catalogue.json, which leaves the usual case of a member out. */
interface Entry extends Omit<ApiMethod, 'parameters' | 'access' | 'deprecated'> {
  parameters: (Omit<MethodParameter, 'secret'> & { secret?: boolean })[]
  access?: MethodAccess
  deprecated?: boolean
}

/** Other names that the platform's clients use for a namespace or a service; the first that fits is taken. */
const namespaceAliases = [
  ['dev.apps.', 'development.applications.'],
  ['dev.', 'development.'],
  ['env.', 'environment.'],
] as const

/** The id in the catalogue's words: `env.control.StopEnv` becomes `environment.control.StopEnv`. */
export function withFullNamespace(id: string): string {
  const alias = namespaceAliases.find(([short]) => id.startsWith(short))
  return alias ? alias[1] + id.slice(alias[0].length) : id
}

/** Every method, by id. */
export const apiMethods: readonly ApiMethod[] = Object.freeze(readCatalogue())

const methodsById = new Map(apiMethods.map((method) => [method.id, method]))
const methodsByPath = indexPaths()

/** The ids that a token may hold. */
export const grantableMethods: readonly string[] = Object.freeze(
  apiMethods.filter((method) => method.access === 'grantable').map((method) => method.id),
)

/** The method of exactly this id. */
export function findMethod(id: string): ApiMethod | undefined {
  return methodsById.get(id)
}

/**
 * A set of methods that are treated in their own way.
 * @throws Error for an id that no method has: a mistyped one would be in the set, and mean nothing
 */
export function methodIds(...ids: readonly string[]): ReadonlySet<string> {
  const unknown = ids.filter((id) => !methodsById.has(id))
  if (unknown.length > 0) throw new Error(`The catalogue has no ${unknown.join(', ')}`)
  return new Set(ids)
}

/** The method at a REST path without `/1.0`, in lower case; under a short namespace too: `/env/control/rest/stopenv`. */
export function findMethodByPath(path: string): ApiMethod | undefined {
  return methodsByPath.get(path)
}

/** Characters of a search. Its words are looked for in every method, and anyone may search. */
const longestSearch = 200

/** Where the words of a search are looked for, in lower case: in what comes first, a hit counts for more. */
const searched = apiMethods.map((method) => ({
  method,
  places: [method.name, method.id, `${method.id} /1.0${method.path} ${method.description}`].map((place) =>
    place.toLowerCase(),
  ),
}))

/**
 * The methods in which every word occurs: first those that have all of them in the name, then in the id.
 * @throws ApiError `BAD_USER_INPUT` for a text that is too long
 */
export function searchMethods(text: string): ApiMethod[] {
  if (text.length > longestSearch) {
    throw new ApiError(
      'BAD_USER_INPUT',
      `The search is longer than ${longestSearch} characters. Give some of its words.`,
      { parameter: 'search' },
    )
  }
  const words = [...new Set(text.toLowerCase().split(/\s+/).filter(Boolean))]
  return searched
    .map(({ method, places }) => ({
      method,
      rank: places.findIndex((place) => words.every((word) => place.includes(word))),
    }))
    .filter(({ rank }) => rank >= 0)
    .sort((a, b) => a.rank - b.rank)
    .map(({ method }) => method)
}

function readCatalogue() {
  const entries = JSON.parse(readFileSync(new URL('./catalogue.json', import.meta.url), 'utf8')) as Entry[]
  let previous = ''
  return entries.map((entry) => {
    if (entry.id <= previous) throw new Error(`catalogue.json: ${entry.id} is there twice or out of order`)
    previous = entry.id
    return toMethod(entry)
  })
}

function toMethod({ parameters, access = 'grantable', deprecated = false, ...rest }: Entry): ApiMethod {
  if (rest.id !== `${rest.service}.${rest.name}`)
    throw new Error(`catalogue.json: ${rest.id} has another name`)
  if (new Set(parameters.map(({ name }) => name.toLowerCase())).size < parameters.length) {
    throw new Error(`catalogue.json: ${rest.id} has a parameter twice`)
  }
  return Object.freeze({
    ...rest,
    verbs: Object.freeze(rest.verbs),
    parameters: Object.freeze(
      parameters.map((one) => Object.freeze({ ...one, secret: one.secret ?? false })),
    ),
    access,
    deprecated,
  })
}

function indexPaths() {
  const paths = new Map<string, ApiMethod>()
  const add = (path: string, method: ApiMethod) => {
    if (paths.has(path))
      throw new Error(`catalogue.json: ${path} leads to ${method.id} and to another method`)
    paths.set(path, method)
  }
  for (const method of apiMethods) {
    add(method.path, method)
    for (const [short, long] of namespaceAliases) {
      if (method.id.startsWith(long)) add(method.path.replace(asPath(long), asPath(short)), method)
    }
  }
  return paths
}

function asPath(namespace: string) {
  return `/${namespace.replaceAll('.', '/')}`
}
