import { beforeEach, expect, test } from 'vitest'
import { createFirstAccount } from '../../src/accounts/first-account.ts'
import { accountFromHome, checkHome, moveHome } from '../../src/accounts/home.ts'
import { startTestServer } from '../support/server.ts'

const { db, sql } = await startTestServer()

const home = 'https://platform.example.com'
const user = { home, uid: 7_000_001, login: 'ann@example.com', name: 'Ann' }

beforeEach(async () => {
  await sql`delete from accounts`
})

async function anAccountOfHere() {
  await sql`insert into accounts (login, name) values ('bob@example.com', 'Bob')`
}

test('an empty database is at home with any platform, and without one', async () => {
  await expect(checkHome(db, undefined)).resolves.toBeUndefined()
  await expect(checkHome(db, home)).resolves.toBeUndefined()
})

test('accounts of a platform are at home with it, and nowhere else', async () => {
  await accountFromHome(db, user)
  await expect(checkHome(db, home)).resolves.toBeUndefined()
  await expect(checkHome(db, undefined)).rejects.toThrow(
    `The accounts in the database are those of the platform ${home}. Set PLATFORM_URL, or use another database.`,
  )
  await expect(checkHome(db, 'https://other.example.com')).rejects.toThrow(
    `The accounts in the database are those of the platform ${home}. If that is the same one under its former address, run: latchkey move-platform. Otherwise use another database.`,
  )
})

test('the same platform under another spelling of its address is its home still', async () => {
  await accountFromHome(db, { ...user, home: 'HTTPS://Platform.Example.com:443' })
  await accountFromHome(db, { ...user, uid: 7_000_002, login: 'eve@example.com' })
  await expect(checkHome(db, home)).resolves.toBeUndefined()
  await expect(checkHome(db, `${home}/elsewhere`)).rejects.toThrow('latchkey move-platform')
})

test('accounts that were made here are at home without a platform', async () => {
  await anAccountOfHere()
  await expect(checkHome(db, undefined)).resolves.toBeUndefined()
  await expect(checkHome(db, home)).rejects.toThrow(
    'The database has accounts that were made here, without PLATFORM_URL. Use a database of its own for the platform.',
  )
})

test.each([
  ['of a platform', home],
  ['made here', undefined],
])('a start reads next to none of the accounts, however many there are: %s', async (_, home) => {
  await sql`insert into accounts (login, name, home)
    select 'user' || n || '@example.com', 'User', ${home ?? null} from generate_series(1, 2000) n`
  const admin = { login: 'admin@example.com', password: undefined }
  const read = await db.transaction(async (tx) => {
    // The counts of a connection, some of them from before this transaction.
    const count = async () => {
      const [row] = await tx.execute<{ read: number }>(
        "select (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::int as read from pg_stat_xact_user_tables where relname = 'accounts'",
      )
      return row!.read
    }
    const before = await count()
    await checkHome(tx, home)
    expect(await createFirstAccount(tx, admin, async () => {})).toBeUndefined()
    return (await count()) - before
  })
  expect(read).toBeLessThan(10)
})

test('a platform that has moved takes its accounts along, and no others', async () => {
  await anAccountOfHere()
  await accountFromHome(db, user)
  await accountFromHome(db, { ...user, uid: 7_000_002, login: 'eve@example.com' })
  expect(await moveHome(db, 'https://new.example.com')).toBe(2)
  expect(await sql`select login, home from accounts order by login`).toEqual([
    { login: 'ann@example.com', home: 'https://new.example.com' },
    { login: 'bob@example.com', home: null },
    { login: 'eve@example.com', home: 'https://new.example.com' },
  ])
})

test('a user is made once, and keeps login and name up to date', async () => {
  const first = await accountFromHome(db, user)
  expect(first).toMatchObject({ account: user, isNew: true })
  const again = await accountFromHome(db, { ...user, login: 'ann.other@example.com', name: 'Ann Other' })
  expect(again).toMatchObject({
    account: { id: first.account.id, login: 'ann.other@example.com' },
    isNew: false,
  })
  expect(again.account.name).toBe('Ann Other')
})
