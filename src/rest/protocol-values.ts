import { invalidParameter } from '../methods/invalid-parameter.ts'

/** A moment as the old protocol writes it: `yyyy-MM-dd HH:mm:ss` in UTC. */
export function protocolTime(moment: unknown): string | undefined {
  if (moment === null || moment === undefined) return undefined
  const iso = moment instanceof Date ? moment.toISOString() : String(moment)
  return iso.slice(0, 19).replace('T', ' ')
}

/**
 * A list of the old protocol: a JSON array, with single quotes too, values separated by commas or semicolons, or a
 * repeated parameter.
 * @throws ApiError `BAD_USER_INPUT`
 */
export function protocolList(name: string, given: unknown): string[] {
  const items = itemsOf(name, given)
  if (items.length > 0) return items
  throw invalidParameter(name, 'the list is empty. Send ["a","b"] or a,b')
}

function itemsOf(name: string, given: unknown): string[] {
  if (Array.isArray(given)) return given.flatMap((item) => itemsOf(name, item))
  const text = String(given).trim()
  if (!text.startsWith('['))
    return text
      .split(/[,;]/)
      .map((item) => item.trim())
      .filter(Boolean)
  try {
    const parsed: unknown = JSON.parse(text.replaceAll("'", '"'))
    if (
      Array.isArray(parsed) &&
      parsed.every((item) => typeof item === 'string' || typeof item === 'number')
    ) {
      return parsed.map(String)
    }
  } catch {
    // Not JSON: said below.
  }
  throw invalidParameter(name, 'it is not a list. Send ["a","b"] or a,b')
}

/** A parameter that Latchkey asks for where the old protocol did not. @throws ApiError `BAD_USER_INPUT` */
export function required<T>(name: string, value: T): NonNullable<T> {
  if (value === undefined || value === null || value === '')
    throw invalidParameter(name, 'it is missing. Send it with the call')
  return value
}
