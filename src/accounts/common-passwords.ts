let common: Promise<ReadonlySet<string>> | undefined

/**
 * Whether a password is one of the 50,000 that are used most, in whatever case: those are guessed first. NIST SP
 * 800-63B, 3.1.1.2, and OWASP ASVS 5.0, 6.2.4, ask for it where a password is chosen.
 */
export async function isCommonPassword(password: string): Promise<boolean> {
  common ??= readList()
  return (await common).has(password.trim().toLowerCase())
}

/** Read when the first password is chosen: a start need not wait for it. */
async function readList() {
  const { dictionary } = await import('@zxcvbn-ts/language-common')
  return new Set(dictionary['passwords-common'])
}
