import { invalidParameter } from '../../methods/invalid-parameter.ts'
import { parseJson, readBoolean } from '../../methods/read-parameters.ts'
import type { Parameters } from '../platform.ts'

type JsonObject = Record<string, unknown>

/** @throws ApiError `BAD_USER_INPUT` if it is missing or no text */
export function requiredText(parameters: Parameters, name: string): string {
  return optionalText(parameters, name) ?? missing(name)
}

export function optionalText(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name]
  if (isAbsent(value)) return undefined
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value !== 'string') throw invalidParameter(name, 'it must be text')
  return value
}

/** @throws ApiError `BAD_USER_INPUT` if it is missing or no whole number in the range */
export function requiredWhole(parameters: Parameters, name: string, from: number, to: number): number {
  return optionalWhole(parameters, name, from, to) ?? missing(name)
}

export function optionalWhole(
  parameters: Parameters,
  name: string,
  from: number,
  to: number,
): number | undefined {
  const value = parameters[name]
  if (isAbsent(value)) return undefined
  const number = typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isInteger(number) || number < from || number > to) {
    throw invalidParameter(name, `it must be a whole number from ${from} to ${to}`)
  }
  return number
}

export function optionalFlag(parameters: Parameters, name: string): boolean | undefined {
  const value = parameters[name]
  if (isAbsent(value)) return undefined
  const flag = readBoolean(value)
  if (flag === undefined) throw invalidParameter(name, 'it must be true or false')
  return flag
}

/** An object, as it is or as JSON text. */
export function optionalObject(parameters: Parameters, name: string): JsonObject | undefined {
  const value = fromJson(name, parameters[name])
  if (isAbsent(value)) return undefined
  if (!isObject(value)) throw invalidParameter(name, 'it must be a JSON object')
  return value
}

/** @throws ApiError `BAD_USER_INPUT` if it is missing or no object */
export function requiredObject(parameters: Parameters, name: string): JsonObject {
  return optionalObject(parameters, name) ?? missing(name)
}

/** A list of texts: a list, JSON text of one, or a single text. */
export function optionalTexts(parameters: Parameters, name: string): string[] | undefined {
  const value = fromJson(name, parameters[name])
  if (isAbsent(value)) return undefined
  const list: unknown[] = Array.isArray(value) ? value : [value]
  if (!list.every((item) => typeof item === 'string'))
    throw invalidParameter(name, 'it must be a list of texts')
  return list
}

/** A text that is kept. What is longer is refused, because a part of it would be another text. */
export function optionalShortText(parameters: Parameters, name: string, most: number): string | undefined {
  const text = optionalText(parameters, name)
  if (text && text.length > most) throw invalidParameter(name, `it has more than ${most} characters`)
  return text
}

export function requiredShortText(parameters: Parameters, name: string, most: number): string {
  return optionalShortText(parameters, name, most) ?? missing(name)
}

/**
 * A list of texts: a list, JSON text of one, or texts between commas or semicolons.
 * @throws ApiError `BAD_USER_INPUT` if it is missing or no list of texts
 */
export function requiredNames(parameters: Parameters, name: string): string[] {
  const value = fromJson(name, parameters[name])
  if (typeof value !== 'string') return optionalTexts({ [name]: value }, name) ?? missing(name)
  const names = value
    .split(/[,;]/)
    .map((item) => item.trim())
    .filter(Boolean)
  return names.length > 0 ? names : missing(name)
}

/** @throws ApiError for what the database cannot hold: NUL, half of a surrogate pair, or endless nesting */
export function refuseUnstorable(parameters: Parameters) {
  for (const [name, value] of Object.entries(parameters)) requireStorable(name, value)
}

function requireStorable(name: string, value: unknown) {
  if (isUnstorable(value))
    throw invalidParameter(name, 'it has a character that cannot be stored, or is nested too deeply')
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isUnstorable(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return /[\u0000\p{Surrogate}]/u.test(value)
  if (typeof value !== 'object' || value === null) return false
  return (
    depth > 32 || Object.entries(value).some((entry) => entry.some((one) => isUnstorable(one, depth + 1)))
  )
}

function isAbsent(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === ''
}

/**
 * A list or an object, as it is or as JSON text. Text that begins like neither stays what it is.
 * @throws ApiError `BAD_USER_INPUT` for text that begins like one and cannot be read: taken for a name, it would be
 * answered with success
 */
export function fromJson(name: string, value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  const parsed = parseJson(value)
  if (parsed === undefined) throw invalidParameter(name, 'it begins with [ or {, so it must be JSON')
  requireStorable(name, parsed)
  return parsed
}

function missing(name: string): never {
  throw invalidParameter(name, 'it is missing')
}
