import { type ApiMethod, findMethod, findMethodByPath } from '../methods/catalogue.ts'
import { findScriptAddress, type ScriptAddress } from './script-addresses.ts'

/** What an address leads to. */
export interface Route {
  method: ApiMethod
  /** Set for the addresses of build tools, whose parameters and answers have another form. */
  script?: ScriptAddress
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

  // One old client signs out without the version.
  if (address === '/users/authentication/rest/signout')
    return { method: findMethod('users.authentication.Signout')! }

  const method = address.startsWith('/1.0/') ? findMethodByPath(address.slice('/1.0'.length)) : undefined
  return method && { method }
}
