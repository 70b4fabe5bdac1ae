import postgres from 'postgres'
import { expect, test, vi } from 'vitest'
import { startProcess } from '../../support/platform.ts'
import { runLatchkey } from '../../support/process.ts'
import { takeTour } from '../../support/tour.ts'

// Both as operators run them: one with the sandbox, one in front of it.
const password = 'a-password-for-the-tour'
const oldKey = 'the first key of this test that is long enough'
const newKey = 'the second key of this test that is long enough'
const platform = await startProcess({ ADMIN_PASSWORD: password })
const front = await startProcess({ PLATFORM_URL: platform.url, SECRET_KEY: oldKey })

const call = async (url: string, session: string) => {
  const answer = await fetch(`${url}/1.0/environment/control/rest/getenvs?session=${session}`)
  return (await answer.json()) as { result: number; infos: unknown[] }
}

test('the tour of the README does what it says, in front of a platform', async () => {
  await takeTour(front.url, password)

  for (const { printed } of [platform, front]) {
    expect(printed.join('')).toContain('environment.control.StopEnv')
    expect(printed.join('')).not.toMatch(/lk_[0-9A-Za-z]{49}|\b[0-9a-f]{40}\b|a-password-for/)
  }
})

test('an operator removes tokens of an account of the platform', async () => {
  const login = 'admin@localhost'
  const owner = { id: '', uid: 0, login, password, session: await front.aSession({ login, password }) }
  const { value } = await front.aToken({ methods: ['environment.control.GetEnvs'] }, owner)
  const other = await front.aToken({ methods: ['environment.control.GetEnvs'] }, owner)
  const settings = { DATABASE_URL: front.databaseUrl, PLATFORM_URL: platform.url, SECRET_KEY: oldKey }

  const one = runLatchkey(['remove-token'], settings, { input: value })
  expect(await one.ended).toBe(0)
  expect(one.stdout).toBe(`Removed the token "for a test" of ${login}.\n`)
  expect((await call(front.url, value)).result).toBe(702)
  expect((await call(front.url, other.value)).result).toBe(0)

  const all = runLatchkey(['remove-tokens', login], settings)
  expect(await all.ended).toBe(0)
  expect((await call(front.url, other.value)).result).toBe(702)
})

test('credentials of the platform are encrypted anew with another key, while the server runs', async () => {
  const login = 'admin@localhost'
  const owner = { id: '', uid: 0, login, password, session: await front.aSession({ login, password }) }
  const { value } = await front.aToken({ methods: ['environment.control.GetEnvs'] }, owner)
  const sealed = () => front.sql`
    select sealed from platform_credentials union all select sealed from platform_sessions order by 1`
  const before = await sealed()

  const settings = { DATABASE_URL: front.databaseUrl, PLATFORM_URL: platform.url, SECRET_KEY: newKey }
  const rotation = runLatchkey(['rotate-secrets'], { ...settings, PREVIOUS_SECRET_KEYS: oldKey })
  expect(await rotation.ended).toBe(0)
  expect(rotation.stdout).toBe(`Encrypted ${before.length} secrets with the present key.\n`)
  expect(before.length).toBeGreaterThanOrEqual(2)
  expect(await sealed()).not.toEqual(before)

  const next = runLatchkey([], settings)
  const [, url = ''] = await next.prints(/^Latchkey serves (\S+)/m)
  expect(await call(url, value)).toMatchObject({
    result: 0,
    infos: expect.arrayContaining([expect.anything()]),
  })
  // What is asked with the session goes there with the session behind it.
  expect((await call(url, owner.session)).result).toBe(0)
})

test('a platform under another address is taken for another one, until the operator says that it moved', async () => {
  const settings = {
    DATABASE_URL: front.databaseUrl,
    PLATFORM_URL: platform.url.replace('127.0.0.1', 'localhost'),
    SECRET_KEY: newKey,
  }
  const refused = runLatchkey([], settings)
  expect(await refused.ended).toBe(1)
  expect(refused.stderr).toContain('run: latchkey move-platform')

  // However long it takes: of a request's two seconds a command knows nothing.
  const others = postgres(front.databaseUrl)
  const moved = await others.begin(async (tx) => {
    await tx`select from accounts for update`
    const command = runLatchkey(['move-platform'], settings)
    await vi.waitUntil(
      async () => {
        if (command.child.exitCode !== null) return true
        // Within a transaction it would stay as it was.
        await tx`select pg_stat_clear_snapshot()`
        const waiting = await tx`
          select from pg_stat_activity where application_name = 'latchkey' and query like 'update "accounts"%'
            and clock_timestamp() - query_start > '2600 ms'`
        return waiting.length > 0
      },
      { timeout: 60_000, interval: 100 },
    )
    return command
  })
  await others.end()
  expect(await moved.ended, moved.stderr).toBe(0)
  expect(moved.stdout).toContain(`are those of ${settings.PLATFORM_URL} from now on`)
  const again = runLatchkey([], settings)
  await again.prints(/^Latchkey serves/m)
})

test.each(['create-account', 'set-password', 'disable-two-factor'])(
  '%s is refused, because accounts are the platform’s',
  async (command) => {
    const refused = runLatchkey([command, 'ann@example.com'], { PLATFORM_URL: platform.url })
    expect(await refused.ended).toBe(1)
    expect(refused.stderr).toContain(`Accounts are those of ${platform.url}.`)
  },
)
