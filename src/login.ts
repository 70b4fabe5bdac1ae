/** A valid e-mail address as HTML defines it, which needs no dot in the host. */
const addressPattern =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/

/** In characters. */
export const longestLogin = 254

/** A login as it is stored and compared: without spaces around it, in lower case. */
export function normalizeLogin(login: string): string {
  return login.trim().toLowerCase()
}

/** Whether an account may have this login. */
export function isLogin(text: string): boolean {
  const login = normalizeLogin(text)
  return login.length <= longestLogin && addressPattern.test(login)
}
