import type { ApiMethod, MethodParameter, ParameterType } from './catalogue.ts'
import { invalidParameter } from './invalid-parameter.ts'

/** Of the type `string` in the catalogue, but lists or structures, which callers send as text or as they are. */
const structuredTexts = new Set(
  [
    [
      'actionTypes',
      'apiList',
      'data',
      'domains',
      'envGroup',
      'envGroups',
      'extDomains',
      'extdomains',
      'hooks',
    ],
    ['ids', 'ips', 'jps', 'manifest', 'methods', 'nodes', 'options', 'params', 'policies', 'properties'],
    ['propertyKeys', 'quotasnames', 'resources', 'resourceTypes', 'roleIds', 'rules', 'search', 'settings'],
    ['tokenTemplate', 'trigger', 'userHeaders', 'vars', 'volumes'],
  ].flat(),
)

const singleQuoteEscapes: Record<string, string> = { '"': '\\"', "\\'": "'" }

const inWords: Record<ParameterType, string> = {
  string: 'text',
  int: 'a whole number',
  long: 'a whole number',
  boolean: 'true or false',
  json: 'JSON, an object or a list',
  'json[]': 'a list in JSON, or values separated by commas',
  file: 'a file, in a multipart request',
}

/**
 * The parameters of a call under the catalogue's names and in its types, whatever way they travelled. Names the
 * catalogue does not know are passed on as they are: a newer platform may know them.
 * @param given parameters of the method alone, without the credential and the protocol's own
 * @throws ApiError `BAD_USER_INPUT`
 */
export function readParameters(
  method: ApiMethod,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = parametersOf(method)
  const seen = new Set<string>()
  /** Without a prototype, so that no name means anything but itself. */
  const parameters = Object.create(null) as Record<string, unknown>

  for (const [name, value] of Object.entries(given)) {
    const parameter = known.get(name.toLowerCase())
    if (isAbsent(value, parameter)) continue

    if (seen.has(name.toLowerCase())) {
      throw invalidParameter(parameter?.name ?? shortened(name), 'it is there twice. Send it once')
    }
    seen.add(name.toLowerCase())
    parameters[parameter?.name ?? name] = parameter ? convert(parameter, value) : value
  }

  for (const { name, type, required } of method.parameters) {
    if (required && !(name in parameters)) {
      throw invalidParameter(name, `it is missing. ${method.name} needs it: send ${inWords[type]}`)
    }
  }
  return parameters
}

/** The parameters of each method by their name in lower case. */
const parametersByMethod = new WeakMap<ApiMethod, ReadonlyMap<string, MethodParameter>>()

function parametersOf(method: ApiMethod) {
  let known = parametersByMethod.get(method)
  if (!known) {
    known = new Map(method.parameters.map((parameter) => [parameter.name.toLowerCase(), parameter]))
    parametersByMethod.set(method, known)
  }
  return known
}

/** Clients that have nothing to send still send something: an empty value, or `null` for a structure. */
function isAbsent(value: unknown, parameter: MethodParameter | undefined) {
  if (value === undefined || value === null || value === '') return true
  return value === 'null' && parameter !== undefined && isStructure(parameter)
}

function isStructure({ name, type }: MethodParameter) {
  return type === 'json' || type === 'json[]' || structuredTexts.has(name)
}

function convert(parameter: MethodParameter, value: unknown): unknown {
  switch (parameter.type) {
    case 'string':
      return toText(parameter, value)
    case 'int':
    case 'long':
      return toWholeNumber(parameter, value)
    case 'boolean':
      return toBoolean(parameter, value)
    case 'json':
      return toStructure(parameter, value)
    case 'json[]':
      return toList(parameter, value)
    case 'file':
      return value
  }
}

function toText(parameter: MethodParameter, value: unknown) {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint')
    return String(value)
  if (isObjectOrList(value) && isStructure(parameter)) return value
  throw mistyped(parameter)
}

function toWholeNumber(parameter: MethodParameter, value: unknown) {
  const text = typeof value === 'string' ? value.trim() : value
  if (typeof text === 'string' && !/^[+-]?\d+$/.test(text)) throw mistyped(parameter, value)
  if (typeof text !== 'string' && typeof text !== 'number') throw mistyped(parameter)

  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw mistyped(parameter, value)
  return number === 0 ? 0 : number // never -0
}

function toBoolean(parameter: MethodParameter, value: unknown) {
  const flag = readBoolean(value)
  if (flag === undefined) throw mistyped(parameter, value)
  return flag
}

/** True or false in the forms that clients write; `undefined` if it is neither. */
export function readBoolean(value: unknown): boolean | undefined {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (text === true || text === 'true' || text === 1 || text === '1') return true
  if (text === false || text === 'false' || text === 0 || text === '0') return false
  return undefined
}

function toStructure(parameter: MethodParameter, value: unknown) {
  const structure = typeof value === 'string' ? parseJson(value) : value
  if (!isObjectOrList(structure)) throw mistyped(parameter)
  return structure
}

/** Not an uploaded file, which is an object too. */
function isObjectOrList(value: unknown) {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === Object.prototype || prototype === null
}

function toList(parameter: MethodParameter, value: unknown) {
  if (Array.isArray(value)) return value
  if (typeof value === 'number') return [value]
  if (typeof value !== 'string') throw mistyped(parameter)

  const list = parseJson(value)
  if (Array.isArray(list)) return list
  if (/[[\]{}"']/.test(value)) throw mistyped(parameter)
  const items = value.split(/[,;]/).map((item) => item.trim())
  return items.filter(Boolean).map((item) => (/^\d{1,15}$/.test(item) ? Number(item) : item))
}

/**
 * The value of a JSON text, with single quotes too; `undefined` if it is none. What the parser complains of would repeat
 * parts of the text.
 */
export function parseJson(text: string): unknown {
  for (const attempt of [() => text, () => withDoubleQuotes(text)]) {
    try {
      return JSON.parse(attempt())
    } catch {
      // The next attempt, or none.
    }
  }
  return undefined
}

/** Old build plugins write JSON with single quotes: `{'name': 'shop.war', 'size': 12}`. */
function withDoubleQuotes(text: string) {
  // Sticky: it ends at a quote that nothing closes, rather than looking for an end from every later place.
  const pieces = text.match(/[^"']+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gsy) ?? []
  const rest = text.slice(pieces.join('').length)
  return pieces.map((piece) => (piece.startsWith("'") ? requoted(piece) : piece)).join('') + rest
}

function requoted(literal: string) {
  const escaped = literal.slice(1, -1).replace(/\\.|"/gs, (found) => singleQuoteEscapes[found] ?? found)
  return `"${escaped}"`
}

/** Only for plain values: a part of a structure could be a password. */
function mistyped({ name, type, secret }: MethodParameter, value?: unknown) {
  const plain = typeof value === 'string' || typeof value === 'number'
  const received = plain && !secret ? `, not ${JSON.stringify(shortened(String(value)))}` : ''
  return invalidParameter(name, `it must be ${inWords[type]}${received}`)
}

function shortened(text: string) {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
