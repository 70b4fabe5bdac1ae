import { invalidParameter } from '../../methods/invalid-parameter.ts'

/** It becomes a part of a domain, and the platform's clients know that it has at most 33 characters. */
export function requireEnvironmentName(name: string, parameter: string): string {
  if (/^[a-z0-9](?:[a-z0-9-]{0,31}[a-z0-9])?$/.test(name)) return name
  throw invalidParameter(
    parameter,
    'a name has at most 33 lower-case letters, digits and hyphens, and no hyphen at its ends',
  )
}
