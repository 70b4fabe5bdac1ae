import type { PlatformSettings } from '../../config.ts'
import { apiMethods, findMethod } from '../../methods/catalogue.ts'
import { createClient } from './client.ts'
import { methodsOfPlatform } from './identity.ts'
import { type AskPlatform, askerOf, isCredential, signInAt, signOutAt } from './sign-in.ts'

/** What opens the platform for the question: a token or session of it, or whom to sign in as. */
export type Opener = { credential: string } | { login: string; password: string; code: string | undefined }

/**
 * Asks the platform for the methods that it gives to tokens, and says in words how the catalogue differs.
 * @throws Error that says what to do
 */
export async function describeCatalogue(settings: PlatformSettings, opener: Opener): Promise<string> {
  const client = createClient(settings, () => {})
  try {
    const ask = askerOf(client, settings.timeout)
    return describeDifferences(await methodsFor(ask, opener))
  } finally {
    await client.close()
  }
}

async function methodsFor(ask: AskPlatform, opener: Opener): Promise<ReadonlySet<string>> {
  if ('credential' in opener) {
    if (!isCredential(opener.credential)) {
      throw new Error('That is neither a token nor a session of the platform. Copy it as it is.')
    }
    return listOf(ask, opener.credential)
  }
  const signedIn = await signInAt(ask, { ...opener, keepsRestricted: false })
  if (signedIn.outcome === 'wrong') throw new Error('The platform did not take the login and password.')
  if (signedIn.outcome === 'code-needed') {
    throw new Error('The platform asks for a second factor. Give the code in a second line.')
  }
  try {
    return await listOf(ask, signedIn.user.session)
  } finally {
    await signOutAt(ask, signedIn.user.session)
  }
}

async function listOf(ask: AskPlatform, credential: string) {
  const methods = await methodsOfPlatform(ask, credential)
  if (methods) return methods
  throw new Error(
    'The platform did not say which methods it has. Give a session, or a token that may call users.authentication.GetTokenApiList.',
  )
}

/** @param theirs the methods that the platform gives to tokens, by their full names */
export function describeDifferences(theirs: ReadonlySet<string>): string {
  const grantable = apiMethods.filter(({ access }) => access === 'grantable').map(({ id }) => id)
  const known = [...theirs].map(findMethod).filter((method) => method !== undefined)
  return [
    `The platform gives ${theirs.size} methods to tokens, Latchkey ${grantable.length}.`,
    ...list(
      'The platform has, and the catalogue does not: every token is denied them.',
      [...theirs].filter((id) => !findMethod(id)),
    ),
    ...list(
      'The platform gives to tokens, and Latchkey to sessions alone:',
      known.filter(({ access }) => access !== 'grantable').map(({ id }) => id),
    ),
    ...list(
      'The catalogue has, and the platform does not name: calls of them will probably fail there.',
      grantable.filter((id) => !theirs.has(id)),
    ),
  ].join('\n')
}

function list(title: string, ids: readonly string[]): string[] {
  return ids.length === 0 ? [] : ['', title, ...[...ids].sort().map((id) => `  ${id}`)]
}
