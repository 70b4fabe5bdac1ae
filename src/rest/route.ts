import { type ApiMethod, findMethod, findMethodByPath } from '../methods/catalogue.ts'
import { findScriptAddress, type ScriptAddress, scriptAddresses } from './script-addresses.ts'

/** What an address leads to. */
export interface Route {
  method: ApiMethod
  /** Set for the addresses of build tools, whose parameters and answers have another form. */
  script?: ScriptAddress
}

/** One old client signs out without the version. */
const signOut = '/users/authentication/rest/signout'

/** Addresses that belong to the old protocol beside all that begins with `/1.0/`. */
const others = new Set(['/1.0', signOut, ...scriptAddresses])

/** Whether an address belongs to the old protocol, with or without a method at it. @param path without the query */
export function isLegacy(path: string): boolean {
  return path.startsWith('/1.0/') || others.has(path.toLowerCase())
}

/**
 * Finds the method at an address of the old protocol. The path is put in lower case and must then be in the map as a
 * whole: it is not decoded, cut or put together, so no trick of spelling leads anywhere else.
 * @param path without the query
 */
export function findRoute(path: string): Route | undefined {
  const address = path.toLowerCase()
  const script = findScriptAddress(address)
  if (script) return { method: findMethod(script.method)!, script }

  if (address === signOut) return { method: findMethod('users.authentication.Signout')! }

  const method = address.startsWith('/1.0/') ? findMethodByPath(address.slice('/1.0'.length)) : undefined
  return method && { method }
}
