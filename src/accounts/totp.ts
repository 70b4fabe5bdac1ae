import { Secret, TOTP } from 'otpauth'

/** What every authenticator app takes without asking: RFC 6238 with its defaults. */
const form = { issuer: 'Latchkey', algorithm: 'SHA1', digits: 6, period: 30 }

/** A code of the step before or after is taken too: clocks differ, and typing takes its time. */
const tolerance = 1

/** 160 random bits, as RFC 4226 recommends; in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** The address that an authenticator app reads from a QR code. It contains the secret. */
export function totpUrl(secret: string, login: string): string {
  return new TOTP({ ...form, label: login, secret }).toString()
}

/** Whether a text has the form of a code of an app, rather than of a recovery code. */
export function looksLikeTotp(code: string): boolean {
  return /^\d{6}$/.test(withoutSpaces(code))
}

/** The time step whose code this is, if it is one of those that are taken now. */
export function matchingStep(secret: string, code: string, now = new Date()): number | undefined {
  const timestamp = now.getTime()
  const totp = new TOTP({ ...form, secret })
  const delta = totp.validate({ token: withoutSpaces(code), timestamp, window: tolerance })
  return delta === null ? undefined : totp.counter({ timestamp }) + delta
}

/** Apps show a code in two groups. */
function withoutSpaces(code: string) {
  return code.replaceAll(/\s/g, '')
}
