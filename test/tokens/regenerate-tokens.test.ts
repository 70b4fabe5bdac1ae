import { expect, test } from 'vitest'
import { beginSession } from '../../src/accounts/sessions.ts'
import { startTestServer } from '../support/server.ts'
import { waitingOrDone } from '../support/waiting-or-done.ts'
import { type Issued, refusalOf, tokenOperations } from './token-operations.ts'

const server = await startTestServer()
const { anAccount, aSession, aToken, db, sql, startInstance } = server
const { editTokens, listTokens, methodsOf, regenerateTokens } = tokenOperations(server)
const other = tokenOperations(await startInstance())

const day = 24 * 60 * 60 * 1000
const methods = ['environment.control.StopEnv']
const nowhere = { address: undefined, userAgent: undefined }

test('regenerated tokens keep ids and settings, and have new values', async () => {
  const owner = await anAccount()
  const a = await aToken({ description: 'a', methods, expiresAt: '31-12-2030' }, owner)
  const b = await aToken({ description: 'b', apiSet: 'MARKETPLACE' }, owner)
  const before = await listTokens(owner)

  const { data } = await regenerateTokens(owner, [b.id, a.id])
  const [newB, newA] = data.regenerateTokens as [Issued, Issued]
  expect([newA.token, newB.token]).toEqual(
    [newA, newB].map(({ value }, item) => ({
      ...before[item],
      lastFour: value.slice(-4),
      updatedAt: expect.any(String),
    })),
  )
  expect(new Set([a.value, b.value, newA.value, newB.value]).size).toBe(4)
  expect(await methodsOf(newA.value)).toEqual(methods)
})

test('the old value is refused at once, on another instance too', async () => {
  const { id, value, owner } = await aToken({ methods })
  expect(await other.methodsOf(value)).toEqual(methods)

  const { data } = await regenerateTokens(owner, id)
  expect(await other.methodsOf(value)).toBeUndefined()
  expect(await methodsOf(value)).toBeUndefined()
  expect(await other.methodsOf(data.regenerateTokens[0].value)).toEqual(methods)
})

test('sessions that were begun with the old value end, and no others', async () => {
  const owner = await anAccount()
  const [a, b] = [await aToken({ methods }, owner), await aToken({ methods }, owner)]
  const begunWith = ({ value }: { value: string }) => aSession({ login: owner.login, password: value })
  const sessions = [await begunWith(a), await begunWith(b)]
  await regenerateTokens(owner, a.id)
  expect(await Promise.all(sessions.map(methodsOf))).toEqual([undefined, methods])
})

test('a session that is begun with the old value at that moment ends', async () => {
  const { id, owner } = await aToken({ methods })
  let session = ''
  const late = await db.transaction(async (tx) => {
    const limits = { idle: 60_000, lifetime: 60_000 }
    ;({ session } = await beginSession(tx, { accountId: owner.id, tokenId: id }, nowhere, limits))
    return waitingOrDone(sql, regenerateTokens(owner, id))
  })
  expect((await late.answer).errors).toBeUndefined()
  expect(await methodsOf(session)).toBeUndefined()
})

test('regenerating twice at the same time leaves one value that works', async () => {
  const { id, owner } = await aToken({ methods })
  const answers = await Promise.all([regenerateTokens(owner, id), other.regenerateTokens(owner, id)])
  const values = answers.map(({ data }) => (data.regenerateTokens as Issued[])[0]!.value)
  const alive = await Promise.all(values.map(methodsOf))
  expect(alive.filter((found) => found !== undefined)).toEqual([methods])
})

test('an expired token lives again for as long as before', async () => {
  const { id, owner } = await aToken({ methods, expiresAt: '31-12-2030' })
  await sql`update tokens set issued_at = now() - interval '40 days', expires_at = now() - interval '10 days' where id = ${id}`

  const { data } = await regenerateTokens(owner, id)
  const [{ token, value }] = data.regenerateTokens as [Issued]
  expect(token.state).toBe('ACTIVE')
  const days = (Date.parse(token.expiresAt!) - Date.now()) / day
  expect(days).toBeGreaterThan(29.9)
  expect(days).toBeLessThan(30.1)
  expect(await methodsOf(value)).toEqual(methods)
})

test('the life that it was given last is the one that an edit gave it', async () => {
  const owner = await anAccount()
  const ofDays = (days: number) => new Date(Date.now() + days * day).toISOString()
  const a = await aToken({ description: 'a', methods, expiresAt: ofDays(300) }, owner)
  const b = await aToken({ description: 'b', methods, expiresAt: ofDays(300) }, owner)
  await sql`update tokens set issued_at = now() - interval '200 days' where account_id = ${owner.id}`
  const edits = [
    { id: a.id, expiresAt: ofDays(7) },
    { id: b.id, description: 'b', expiresAt: undefined },
  ]
  expect((await editTokens(owner, edits)).errors).toBeUndefined()
  // Days go by.
  await sql`
    update tokens set issued_at = issued_at - interval '400 days', expires_at = expires_at - interval '400 days'
    where account_id = ${owner.id}`

  const { data } = await regenerateTokens(owner, [a.id, b.id])
  const lives = (data.regenerateTokens as Issued[]).map(({ token }) =>
    Math.round((Date.parse(token.expiresAt!) - Date.now()) / day),
  )
  expect(lives).toEqual([7, 500])
})

test('a new value before its end leaves a token the length of its life', async () => {
  const { id, owner } = await aToken({ methods, expiresAt: '31-12-2030' })
  await sql`update tokens set issued_at = now() - interval '30 days', expires_at = now() + interval '1 hour' where id = ${id}`
  expect((await regenerateTokens(owner, id)).errors).toBeUndefined()
  // Days go by.
  await sql`
    update tokens set issued_at = issued_at - interval '9 days', expires_at = expires_at - interval '9 days'
    where id = ${id}`

  const [{ token }] = (await regenerateTokens(owner, id)).data.regenerateTokens as [Issued]
  expect(Math.round((Date.parse(token.expiresAt!) - Date.now()) / day)).toBe(30)
})

test('one id that is wrong leaves all of the values as they are', async () => {
  const { id, value, owner } = await aToken({ methods })
  const refused = await regenerateTokens(owner, [id, crypto.randomUUID()])
  expect(refusalOf(refused)).toMatchObject({ code: 'NOT_FOUND', item: 1 })
  expect(await methodsOf(value)).toEqual(methods)
})

test('a token named twice is refused', async () => {
  const { id, value, owner } = await aToken({ methods })
  expect(refusalOf(await regenerateTokens(owner, [id, id]))).toMatchObject({
    code: 'BAD_USER_INPUT',
    item: 1,
  })
  expect(await methodsOf(value)).toEqual(methods)
})
