import { randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { platformSessions } from '../../../src/database/schema.ts'
import { signOutEnded } from '../../../src/platform/upstream/sign-out-ended.ts'
import { createSealer } from '../../../src/sealing.ts'
import { usedSecret } from '../../support/secrets.ts'
import { startTestServer } from '../../support/server.ts'

const { db, anAccount } = await startTestServer()
const sealer = createSealer(['a key for this test that is long enough'])
const { id: accountId } = await anAccount()

/** Sessions of the platform whose session here has ended. */
async function endedSessions(number: number, sealedWith = sealer) {
  const values = Array.from({ length: number }, () => usedSecret(randomBytes(20).toString('hex')))
  await db.insert(platformSessions).values(
    values.map((value) => {
      const id = crypto.randomUUID()
      return { id, accountId, sealed: sealedWith.seal(value, `platform-session:${id}`) }
    }),
  )
  return values
}
const left = async () => (await db.select().from(platformSessions)).length

beforeEach(async () => {
  await db.delete(platformSessions)
})

test('all that have ended are signed out at the platform, however many there are', async () => {
  const ended = await endedSessions(45)
  const signedOut: (string | undefined)[] = []
  await signOutEnded(db, sealer, async (method, _parameters, session) => {
    expect(method).toBe('users.authentication.Signout')
    signedOut.push(session)
    return { result: 0 }
  })
  expect(signedOut.sort()).toEqual(ended.sort())
  expect(await left()).toBe(0)
})

test('those that cannot be read any more keep nobody back', async () => {
  await endedSessions(45, createSealer(['another key of this test, long enough']))
  await signOutEnded(db, sealer, () => expect.unreachable())
  expect(await left()).toBe(0)
})

test('those that are left wait while the platform does not answer', async () => {
  await endedSessions(45)
  await signOutEnded(db, sealer, async () => {
    throw new Error('away')
  })
  expect(await left()).toBe(25)
})
