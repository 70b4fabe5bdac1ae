import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { chown, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { expect, onTestFinished, test } from 'vitest'
import packageJson from '../package.json' with { type: 'json' }
import { openEmbedded } from '../src/database/embedded.ts'
import { startDatabase } from './support/database.ts'
import { runLatchkey } from './support/process.ts'
import { usedSecret } from './support/secrets.ts'

const { version } = packageJson

async function emptyFolder() {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-main-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function signIn(url: string, login: string, password: string) {
  const response = await fetch(`${url}/1.0/users/authentication/rest/signin`, {
    method: 'POST',
    body: new URLSearchParams({ login, password }),
  })
  return (await response.json()) as { result: number; session: string }
}

test('the first start makes an account with a password that is printed once, and two environments to try', async () => {
  const settings = { DATA_DIR: await emptyFolder() }
  const first = runLatchkey([], settings)
  const [, url = ''] = await first.prints(/GraphiQL +(http:.+)\/graphiql/)
  const [, password = ''] = await first.prints(/admin@localhost with the password (\S+)/)
  expect(first.stderr).toContain(`${url}/graphql`)

  const { result, session } = await signIn(url, 'admin@localhost', password)
  expect(result).toBe(0)
  const environments = await fetch(`${url}/1.0/environment/control/rest/getenvs?session=${session}`)
  const { infos } = (await environments.json()) as { infos: { env: { envName: string; status: number } }[] }
  expect(infos.map(({ env }) => [env.envName, env.status]).sort()).toEqual([
    ['my-project', 1],
    ['staging', 2],
  ])

  first.child.kill('SIGTERM')
  expect(await first.ended).toBe(0)
  expect(first.stdout).not.toContain(session)
  expect(first.stdout).not.toContain(password)

  const second = runLatchkey(['serve'], settings)
  const [, again = ''] = await second.prints(/GraphiQL +(http:.+)\/graphiql/)
  expect(second.stderr).not.toContain('password')
  expect((await signIn(again, 'admin@localhost', password)).result).toBe(0)
})

test('the password is printed by a first start that fails after that', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  onTestFinished(() => void other.close())
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const settings = { DATA_DIR: await emptyFolder() }
  const failing = runLatchkey([], { ...settings, PORT: String(port) })
  expect(await failing.ended).toBe(1)
  const [, password = ''] = /admin@localhost with the password (\S+)/.exec(failing.stderr) ?? []

  const next = runLatchkey([], settings)
  const [, url = ''] = await next.prints(/GraphiQL +(http:.+)\/graphiql/)
  expect((await signIn(url, 'admin@localhost', password)).result).toBe(0)
})

test('login and password of the first account can be given', async () => {
  const server = runLatchkey([], {
    DATA_DIR: await emptyFolder(),
    ADMIN_LOGIN: 'Ann@Example.com',
    ADMIN_PASSWORD: 'a password of my own',
  })
  const [, url = ''] = await server.prints(/GraphiQL +(http:.+)\/graphiql/)

  expect((await signIn(url, 'ann@example.com', 'a password of my own')).result).toBe(0)
  expect(server.stderr).not.toContain('a password of my own')
})

test('the embedded database allows all the connections that the settings ask for', async () => {
  const settings = { DATA_DIR: await emptyFolder(), DATABASE_POOL_SIZE: '150' }
  const server = runLatchkey([], settings)
  await server.prints(/Latchkey serves/)
  const database = await openEmbedded(settings.DATA_DIR, () => {})
  const sql = postgres(database.url, { max: 1 })
  onTestFinished(async () => {
    await sql.end()
    await database.stop()
  })

  const [{ max_connections: most }] = (await sql`show max_connections`) as unknown as [
    { max_connections: string },
  ]
  expect(Number(most)).toBeGreaterThan(153)
})

test.runIf(process.getuid?.() === 0)(
  'what root makes or finds belongs to the user of the database',
  async () => {
    const folder = await emptyFolder()
    const ownersOf = async () => {
      const entries = await readdir(folder)
      return Promise.all(entries.map(async (entry) => [entry, (await stat(join(folder, entry))).uid]))
    }
    const server = runLatchkey([], { DATA_DIR: folder })
    await server.prints(/Latchkey serves/)
    const owner = (await stat(join(folder, 'postgres'))).uid
    expect(owner).not.toBe(0)
    expect(await readdir(folder)).toContain('secret.key')
    for (const entry of await ownersOf()) expect(entry).toEqual([entry[0], owner])

    // As from a backup.
    await chown(join(folder, 'secret.key'), 0, 0)
    expect(await runLatchkey(['list-accounts'], { DATA_DIR: folder }).ended).toBe(0)
    for (const entry of await ownersOf()) expect(entry).toEqual([entry[0], owner])
  },
)

test('several processes stop when they are asked to, also while one is only starting', async () => {
  const server = runLatchkey([], { DATA_DIR: await emptyFolder(), WORKERS: '2' })
  await server.prints(/Latchkey serves/)
  server.child.kill('SIGTERM')

  expect(await server.ended).toBe(0)
})

test('a second process on the same folder ends with a sentence that says so', async () => {
  const settings = { DATA_DIR: await emptyFolder() }
  const first = runLatchkey([], settings)
  await first.prints(/GraphiQL/)
  const second = runLatchkey([], settings)

  expect(await second.ended).toBe(1)
  expect(second.stderr).toMatch(new RegExp(`${first.child.pid}.+`))
  expect(second.stderr).toContain('DATABASE_URL')
})

test('every problem of the settings is named together', async () => {
  const latchkey = runLatchkey([], {
    PORT: '99999',
    TOKEN_PREFIX: 'LK',
    DATABASE_URL: 'mysql://x',
    ADMIN_PASSWORD: 'short',
    PLATFORM_URL: 'https://ann:secret@app.example.com',
  })

  expect(await latchkey.ended).toBe(1)
  for (const name of ['PORT', 'TOKEN_PREFIX', 'DATABASE_URL', 'ADMIN_PASSWORD', 'PLATFORM_URL'])
    expect(latchkey.stderr).toContain(`- ${name} `)
  expect(latchkey.stderr).not.toMatch(/short|secret/)
})

test('a password of the first account that is refused is named by its setting, and not told', async () => {
  const { url } = await startDatabase()
  const latchkey = runLatchkey([], { DATABASE_URL: url, ADMIN_PASSWORD: 'password1' })

  expect(await latchkey.ended).toBe(1)
  expect(latchkey.stderr).toMatch(/^Cannot start:\n- ADMIN_PASSWORD: .*guessed first.*\n$/)
  expect(latchkey.stderr).not.toContain('password1')
})

test('accounts are made, given passwords and listed from the command line, while the server runs', async () => {
  const settings = { DATA_DIR: await emptyFolder() }
  const server = runLatchkey([], settings)
  const [, url = ''] = await server.prints(/GraphiQL +(http:.+)\/graphiql/)

  const made = runLatchkey(['create-account', 'bob@example.com', '--name', 'Bob', '--samples'], settings, {
    input: 'the password of bob\n',
  })
  expect(await made.ended).toBe(0)
  expect((await signIn(url, 'bob@example.com', 'the password of bob')).result).toBe(0)

  const changed = runLatchkey(['set-password', 'bob@example.com'], settings, { input: 'another password' })
  expect(await changed.ended).toBe(0)
  expect((await signIn(url, 'bob@example.com', 'the password of bob')).result).toBe(701)
  expect((await signIn(url, 'bob@example.com', 'another password')).result).toBe(0)

  const latin1 = runLatchkey(['set-password', 'bob@example.com'], settings, {
    input: Buffer.from('yet another p\xe4ssword', 'latin1'),
  })
  expect(await latin1.ended).toBe(1)
  expect(latin1.stderr).toContain('Send it in UTF-8')
  expect((await signIn(url, 'bob@example.com', 'another password')).result).toBe(0)

  const madeUp = runLatchkey(['create-account', 'eve@example.com'], settings)
  const [, password = ''] = await madeUp.prints(/not shown again: (\S+)/)
  expect((await signIn(url, 'eve@example.com', password)).result).toBe(0)

  const listed = runLatchkey(['list-accounts'], settings)
  expect(await listed.ended).toBe(0)
  expect(listed.stdout).toMatch(/^admin@localhost\t.*\nbob@example.com\t\d+\tBob\t.*\neve@example.com\t/)
})

test('a command ends with 1 where its output cannot be written, with the reason unless its reader has had enough', async () => {
  const settings = { DATA_DIR: await emptyFolder() }
  expect(await runLatchkey(['migrate'], settings).ended).toBe(0)
  const command = (out: 'pipe' | number) => {
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(process.execPath, ['dist/main.js', 'migrate'], {
      env: { PATH, HOME, ...settings },
      stdio: ['ignore', out, 'pipe'],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let said = ''
    child.stderr!.on('data', (text) => (said += text))
    return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number, said })) }
  }

  const unread = command('pipe')
  unread.child.stdout!.destroy()
  expect(await unread.ended).toEqual({ code: 1, said: '' })

  if (!existsSync('/dev/full')) return
  const full = openSync('/dev/full', 'w')
  onTestFinished(() => closeSync(full))
  expect(await command(full).ended).toEqual({
    code: 1,
    said: expect.stringMatching(/^What is printed could not be written: ENOSPC.*\n$/),
  })
})

test('an operator removes the token of a value that got away, and all tokens of an account', async () => {
  const settings = { DATA_DIR: await emptyFolder(), ADMIN_PASSWORD: 'a password of my own' }
  const server = runLatchkey([], settings)
  const [, url = ''] = await server.prints(/GraphiQL +(http:.+)\/graphiql/)
  const { session: owner } = await signIn(url, 'admin@localhost', settings.ADMIN_PASSWORD)
  const call = async (path: string, parameters: Record<string, string>) => {
    const response = await fetch(`${url}/1.0/${path}`, {
      method: 'POST',
      body: new URLSearchParams(parameters),
    })
    return (await response.json()) as { result: number; session: string; token: { key: string } }
  }
  const generate = async (description: string) => {
    const { token } = await call('users/authentication/rest/createtoken', {
      session: owner,
      description,
      apiList: '["environment.control.GetEnvs"]',
      password: settings.ADMIN_PASSWORD,
    })
    return usedSecret(token.key)
  }
  const resultOf = async (session: string) =>
    (await call('environment/control/rest/getenvs', { session })).result
  const command = async (args: string[], input = '') => {
    const run = runLatchkey(args, settings, { input })
    const code = await run.ended
    expect(run.stdout + run.stderr).not.toMatch(/[a-z]{2}_[0-9A-Za-z]{49}/i)
    return { code, stdout: run.stdout, stderr: run.stderr }
  }

  const leaked = await generate('Night shift')
  const kept = await generate('Day shift')
  const { session } = await call('users/authentication/rest/signinbytoken', { token: leaked })
  expect([await resultOf(leaked), await resultOf(session)]).toEqual([0, 0])

  expect(await command(['remove-token'], `${leaked}\r\nand more\n`)).toMatchObject({
    code: 0,
    stdout: 'Removed the token "Night shift" of admin@localhost.\n',
  })
  expect([await resultOf(leaked), await resultOf(session), await resultOf(kept)]).toEqual([702, 702, 0])

  const again = await command(['remove-token'], leaked)
  expect(again).toMatchObject({ code: 1, stdout: '' })
  expect(again.stderr).toContain('No token here has that value')

  await generate('Third shift')
  for (const count of [2, 0]) {
    expect(await command(['remove-tokens', 'admin@localhost'])).toMatchObject({
      code: 0,
      stdout: `Removed ${count} tokens of admin@localhost.\n`,
    })
  }
  expect([await resultOf(kept), await resultOf(owner)]).toEqual([702, 0])

  const database = await openEmbedded(settings.DATA_DIR, () => {})
  const sql = postgres(database.url, { max: 1 })
  onTestFinished(async () => {
    await sql.end()
    await database.stop()
  })
  const entries = await sql`
    select token_description as token, address, user_agent from activity
    where action = 'token.removed' order by token_description`
  expect(entries.map((entry) => ({ ...entry }))).toEqual(
    ['Day shift', 'Night shift', 'Third shift'].map((token) => ({
      token,
      address: null,
      user_agent: 'command line',
    })),
  )
})

test('a command that is told to end leaves no PostgreSQL behind', async () => {
  const folder = await emptyFolder()
  const command = runLatchkey(['create-account', 'bob@example.com'], { DATA_DIR: folder }, { input: null })
  await command.prints(/Made a database/)
  const hasTables = async () => {
    const { url } = await openEmbedded(folder, () => {})
    const sql = postgres(url, { max: 1, onnotice: () => {} })
    return sql`select from accounts`.then(() => true).finally(() => sql.end({ timeout: 0 }))
  }
  // It waits for the password by then.
  await expect.poll(() => hasTables().catch(() => false)).toBe(true)

  command.child.kill('SIGTERM')
  expect(await command.ended).toBe(128 + 15)
  await expect.poll(() => readdir(join(folder, 'postgres'))).not.toContain('postmaster.pid')
})

test('a command about accounts makes no database where there is none', async () => {
  const folder = await emptyFolder()
  const command = runLatchkey(['list-accounts'], { DATA_DIR: folder })
  expect(await command.ended).toBe(1)
  expect(command.stderr).toContain(`There is no database in ${folder}. Set DATA_DIR`)
  expect(await readdir(folder)).toEqual([])
})

test('a variable that is empty leaves a setting to the file .env', async () => {
  const folder = await emptyFolder()
  await writeFile(join(folder, '.env'), 'DATA_DIR=./of-the-file\n')
  for (const [variable, used] of [
    ['', 'of-the-file'],
    [' ', 'of-the-file'],
    ['./of-the-variable', 'of-the-variable'],
  ] as const) {
    const command = runLatchkey(['list-accounts'], { DATA_DIR: variable }, { cwd: folder })
    expect(await command.ended).toBe(1)
    expect(command.stderr).toContain(`There is no database in ${join(folder, used)}.`)
  }
})

test('the file .env is read with its comments and quotes, and a variable goes before it', async () => {
  const folder = await emptyFolder()
  await writeFile(
    join(folder, '.env'),
    '# settings\nexport DATABASE_URL="postgres://127.0.0.1:1/of_the_file"\nPORT=99999\n',
  )
  const start = (settings: Record<string, string>) => runLatchkey(['migrate'], settings, { cwd: folder })

  const withPort = start({ PORT: '0' })
  expect(await withPort.ended).toBe(1)
  expect(withPort.stderr).toContain('ECONNREFUSED')
  const withoutPort = start({ PORT: '' })
  expect(await withoutPort.ended).toBe(1)
  expect(withoutPort.stderr).toContain('- PORT must be a whole number')
})

test('a value that the file .env would cut at a # stops the start, and is not told', async () => {
  const folder = await emptyFolder()
  const migrate = async (text: string) => {
    await writeFile(join(folder, '.env'), `DATABASE_URL=postgres://127.0.0.1:1/x\n${text}`)
    const command = runLatchkey(['migrate'], {}, { cwd: folder })
    expect(await command.ended).toBe(1)
    return command.stderr
  }
  const cut = await migrate('ADMIN_PASSWORD=correct horse#battery\nTOKEN_PREFIX=#lk')
  expect(cut).toContain('.env: ADMIN_PASSWORD, TOKEN_PREFIX would end at a #')
  expect(cut).not.toMatch(/correct|battery/)

  const whole =
    '#a#b\nADMIN_PASSWORD="correct horse#battery" # c#d\nPUBLIC_URL=\'http://x\'#e\nTOKEN_PREFIX=lk #f#g\n'
  expect(await migrate(whole)).toContain('ECONNREFUSED')
})

test('a file .env that cannot be read stops the start, and is named with the reason', async () => {
  const folder = await emptyFolder()
  await mkdir(join(folder, '.env'))
  const command = runLatchkey(['list-accounts'], {}, { cwd: folder })
  expect(await command.ended).toBe(1)
  expect(command.stderr).toMatch(/^Cannot read the settings in .*\.env: EISDIR/)
  expect(command.stderr).toContain(join(folder, '.env'))
})

test.runIf(process.getuid?.() !== 0)('a file .env of somebody else stops the start', async () => {
  const folder = await emptyFolder()
  await writeFile(join(folder, '.env'), 'PORT=0\n', { mode: 0o000 })
  const command = runLatchkey(['list-accounts'], {}, { cwd: folder })
  expect(await command.ended).toBe(1)
  expect(command.stderr).toMatch(/^Cannot read the settings in .*\.env: EACCES/)
})

test.each([
  [['--help'], 0, 'Usage: latchkey'],
  [['--version'], 0, `latchkey ${version}\n`],
  [['fly'], 1, 'There is no command fly'],
  [['--fly'], 1, "Unknown option '--fly'"],
  [['serve', '8080'], 1, 'one argument too many: 8080'],
  [['list-accounts', ''], 1, 'one argument too many'],
  [['rotate-secrets', 'here'], 1, 'one argument too many'],
  [['move-platform', 'https://app.example.com'], 1, 'one argument too many'],
  [['migrate', 'here'], 1, 'one argument too many'],
  [['set-password', 'ann@example.com', 'here'], 1, 'one argument too many: here'],
  [['--name', 'Ann'], 1, 'Only create-account takes --name'],
  [['set-password', 'ann@example.com', '--samples'], 1, 'Only create-account takes --samples'],
  [['create-account', 'ann@example.com', '--name', ' '], 1, '--name has no name'],
  [['remove-token'], 1, 'is not the value of a token'],
  [['remove-token', 'lk_half'], 1, 'does not belong in a command'],
  [['remove-tokens', `lk_${'x'.repeat(49)}`], 1, 'does not belong in a command'],
])('latchkey %j ends with %i and says "%s"', async (args, code, text) => {
  const latchkey = runLatchkey(args, { DATA_DIR: await emptyFolder() })

  expect(await latchkey.ended).toBe(code)
  expect(latchkey.stdout + latchkey.stderr).toContain(text)
  expect(latchkey.stdout + latchkey.stderr).not.toContain('lk_')
})

test('asked to stop, the server says "not ready" first, finishes what is under way, and ends with 0', async () => {
  const server = runLatchkey([], { DATA_DIR: await emptyFolder() })
  const [, url = ''] = await server.prints(/GraphiQL +(http:.+)\/graphiql/)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)

  const answers: number[] = []
  const readiness: number[] = []
  server.child.kill('SIGTERM')
  await server.prints(/Stopping/)
  for (;;) {
    try {
      readiness.push((await fetch(`${url}/readyz`)).status)
      answers.push((await fetch(`${url}/healthz`)).status)
    } catch {
      break
    }
  }

  expect(await server.ended).toBe(0)
  expect(readiness).toContain(503)
  expect(readiness).not.toContain(200)
  expect(new Set(answers)).toEqual(new Set([200]))
})

// The shell of npm on Windows knows no `exec`.
test.skipIf(process.platform === 'win32')(
  'npm start passes on that it is to stop, and waits for it',
  async () => {
    const folder = await emptyFolder()
    const { PATH = '', HOME = '' } = process.env
    const npm = spawn('npm', ['start'], {
      cwd: join(import.meta.dirname, '..'),
      env: { PATH, HOME, PORT: '0', DATA_DIR: folder, npm_config_update_notifier: 'false' },
      stdio: ['ignore', 'ignore', 'pipe'],
      // A group of its own, so that nothing is left where it does not.
      detached: true,
    })
    onTestFinished(() => {
      try {
        process.kill(-npm.pid!, 'SIGTERM')
      } catch {
        // All have ended.
      }
    })
    const ended = once(npm, 'exit')
    let printed = ''
    npm.stderr.on('data', (text) => (printed += text))
    await expect.poll(() => printed).toContain('GraphiQL')
    expect(await readdir(join(folder, 'postgres'))).toContain('postmaster.pid')

    npm.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(await readdir(join(folder, 'postgres'))).not.toContain('postmaster.pid')
  },
)
