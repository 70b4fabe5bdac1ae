import { expect, test } from 'vitest'
import { hashSecret } from '../../src/access/hash-secret.ts'
import {
  countRecoveryCodes,
  removeRecoveryCodes,
  replaceRecoveryCodes,
  takeRecoveryCode,
} from '../../src/accounts/recovery-codes.ts'
import { usedSecret } from '../support/secrets.ts'
import { startTestServer } from '../support/server.ts'

const { anAccount, db, sql } = await startTestServer()

async function someCodes(accountId: string) {
  return (await replaceRecoveryCodes(db, accountId)).map(usedSecret)
}

test('an account has ten codes of four groups, in letters that are not taken for others', async () => {
  const { id } = await anAccount()
  const codes = await someCodes(id)
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) expect(code).toMatch(/^[0-9a-hjkmnp-tv-z]{4}(-[0-9a-hjkmnp-tv-z]{4}){3}$/)
  expect(await countRecoveryCodes(db, id)).toBe(10)
})

test('each is taken once, and by its account only', async () => {
  const [owner, other] = [await anAccount(), await anAccount()]
  const [code] = await someCodes(owner.id)
  await someCodes(other.id)
  expect(await takeRecoveryCode(db, other.id, code!)).toBe(false)
  expect(await takeRecoveryCode(db, owner.id, code!)).toBe(true)
  expect(await takeRecoveryCode(db, owner.id, code!)).toBe(false)
  expect(await countRecoveryCodes(db, owner.id)).toBe(9)
  expect(await countRecoveryCodes(db, other.id)).toBe(10)
})

test.each(['01ab-1cd0-0000-1111', '01AB 1CD0 0000 1111', 'o1ab1cdooooo1111', 'OIAB-LCDO-0000-ilIL'])(
  'a code is taken however it is typed: %s',
  async (typed) => {
    const { id } = await anAccount()
    const hash = hashSecret(`${id} 01ab1cd000001111`)
    await sql`insert into recovery_codes (account_id, hash) values (${id}, ${hash})`
    expect(await takeRecoveryCode(db, id, typed)).toBe(true)
  },
)

test('new codes void the ones before, of no other account', async () => {
  const [owner, other] = [await anAccount(), await anAccount()]
  const [code] = await someCodes(owner.id)
  await someCodes(other.id)
  await someCodes(owner.id)
  expect(await takeRecoveryCode(db, owner.id, code!)).toBe(false)
  await removeRecoveryCodes(db, owner.id)
  expect(await countRecoveryCodes(db, owner.id)).toBe(0)
  expect(await countRecoveryCodes(db, other.id)).toBe(10)
})
