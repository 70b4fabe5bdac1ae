#!/usr/bin/env node
import 'reflect-metadata'
import cluster from 'node:cluster'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { asc } from 'drizzle-orm'
import { isAnyToken, looksLikeToken } from './access/token-form.ts'
import { createAccount } from './accounts/create-account.ts'
import { randomPassword } from './accounts/first-account.ts'
import { moveHome } from './accounts/home.ts'
import { setPassword } from './accounts/set-password.ts'
import { disableTwoFactorOf } from './accounts/two-factor.ts'
import { type Config, type PlatformSettings, readConfig, readSettingsFile } from './config.ts'
import { connect, type Database } from './database/connect.ts'
import { clusterVersion } from './database/embedded-folder.ts'
import { openEmbedded } from './database/embedded.ts'
import { migrate } from './database/migrate.ts'
import { rotateSecrets } from './database/rotate-secrets.ts'
import { accounts } from './database/schema.ts'
import { whyFailed } from './database/why-failed.ts'
import { onHangUp } from './hang-up.ts'
import { addSampleEnvironments } from './platform/sandbox/sample-environments.ts'
import { createSealer } from './sealing.ts'
import { removeAllTokensOf, removeTokenOfValue } from './tokens/remove-tokens.ts'

const help = `Latchkey: personal access tokens for a platform API.

Usage: latchkey [command] [options]

Commands
  serve                    Serve the API, GraphiQL and the dashboard. What happens without a command.
  create-account LOGIN     Make an account. LOGIN is an e-mail address.
      --name NAME          The name to show. Default: the part of the address before the @.
      --samples            Give it the two sample environments of the sandbox.
  set-password LOGIN       Set a password; all sessions of the account end, its tokens keep working.
  disable-two-factor LOGIN Turn two-factor off for an owner who lost the app and the recovery codes.
  remove-tokens LOGIN      Remove all tokens of the account, and print how many there were. They stop working at once.
  remove-token             Remove the token whose value is in the first line of standard input, such as one that got away,
                           and print whose it was.
  list-accounts            Print login, number, name and creation date of each account, separated by tabs.
  rotate-secrets           Encrypt with SECRET_KEY what PREVIOUS_SECRET_KEYS encrypted, which may then be dropped.
  compare-catalogue [LOGIN] Print how the catalogue differs from the methods that the platform gives to tokens. Standard
                           input has a token or session of the platform or, with LOGIN, the password there and, in
                           a second line, the code of a second factor.
  move-platform            Say that the accounts are those of PLATFORM_URL, after the platform's address has changed.
  migrate                  Bring the tables up to date and exit. "serve" does so too.

Both create-account and set-password read the new password from the first line of standard input when that is not a
terminal, and otherwise make one up and print it:

  printf '%s' "$PASSWORD" | latchkey create-account ann@example.com

Options
  -h, --help               Print this.
  -v, --version            Print the version.

Settings come from the environment or from a file .env in the working folder. README.md lists them; the first to know:
  PORT=4000                DATABASE_URL=postgres://…  (unset: an embedded PostgreSQL in DATA_DIR, ./data)
`

/** Processes and the history of a shell show what stands there. */
const valueInCommand =
  'The value of a token does not belong in a command. Write it to standard input: latchkey remove-token < FILE.'

const withoutArgument = new Set(['serve', 'list-accounts', 'rotate-secrets', 'move-platform', 'migrate'])

const operator = { address: undefined, userAgent: 'command line' }

async function main() {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      version: { type: 'boolean', short: 'v' },
      name: { type: 'string' },
      samples: { type: 'boolean' },
    },
  })
  if (values.help) return print(help)
  if (values.version) return print(`latchkey ${readVersion()}\n`)

  readSettingsFile('.env')
  const config = readConfig(process.env)
  const [command = 'serve', login] = positionals
  if (positionals.some(looksLikeToken)) throw new Error(valueInCommand)
  refuseIgnored(command, positionals.slice(1), values)

  switch (command) {
    case 'serve':
      return startServer(config)
    case 'create-account':
      refuseAtPlatform(config, 'Each appears here when it signs in for the first time.')
      return withDatabase(
        config,
        async (db) => {
          const { password, isMadeUp } = await newPassword()
          // Both or neither: the password is told only where both are there.
          const account = await db.transaction(async (tx) => {
            const draft = { login: requireLogin(login), password, name: values.name }
            const made = await createAccount(tx, draft, operator)
            if (values.samples) await addSampleEnvironments(tx, made.id)
            return made
          })
          print(
            `Made the account ${account.login}.\n${isMadeUp ? `Its password, not shown again: ${password}\n` : ''}`,
          )
        },
        true,
      )
    case 'set-password':
      refuseAtPlatform(config, 'Set the password there.')
      return withDatabase(config, async (db) => {
        const { password, isMadeUp } = await newPassword()
        await setPassword(db, requireLogin(login), password, operator)
        print(`Set the password of ${login}.\n${isMadeUp ? `It is, not shown again: ${password}\n` : ''}`)
      })
    case 'disable-two-factor':
      refuseAtPlatform(config, 'Turn two-factor off there.')
      return withDatabase(config, async (db) => {
        await disableTwoFactorOf(db, requireLogin(login), operator)
        print(`Turned two-factor off for ${login}. The password alone is enough to sign in.\n`)
      })
    case 'remove-tokens':
      return withDatabase(config, async (db) => {
        const { length } = await removeAllTokensOf(db, requireLogin(login), operator)
        print(`Removed ${length} ${length === 1 ? 'token' : 'tokens'} of ${login}.\n`)
      })
    case 'remove-token': {
      if (login !== undefined) throw new Error(valueInCommand)
      const value = await readTokenValue()
      return withDatabase(config, async (db) => {
        const removed = await removeTokenOfValue(db, value, operator)
        print(`Removed the token "${removed.description}" of ${removed.login}.\n`)
      })
    }
    case 'list-accounts':
      return withDatabase(config, async (db) => {
        for (const account of await db.select().from(accounts).orderBy(asc(accounts.uid))) {
          print(`${account.login}\t${account.uid}\t${account.name}\t${account.createdAt.toISOString()}\n`)
        }
      })
    case 'rotate-secrets':
      return withDatabase(config, (db) => rotate(config, db))
    case 'compare-catalogue':
      return compareCatalogue(requirePlatform(config), login)
    case 'move-platform': {
      const { url } = requirePlatform(config)
      return withDatabase(config, async (db) => {
        print(`The ${await moveHome(db, url)} accounts are those of ${url} from now on.\n`)
      })
    }
    case 'migrate':
      return withDatabase(config, async () => print('The tables are up to date.\n'), true)
    default:
      throw new Error(`There is no command ${command}. See latchkey --help.`)
  }
}

/** What a command takes no notice of was meant for something else, such as `serve 8080`. */
function refuseIgnored(command: string, given: string[], options: { name?: string; samples?: boolean }) {
  const extra = given[withoutArgument.has(command) ? 0 : 1]
  if (extra !== undefined) {
    throw new Error(
      `There is one argument too many: ${extra}. Leave it out; settings such as PORT come from the environment. See latchkey --help.`,
    )
  }
  const [option] = Object.keys(options)
  if (option !== undefined && command !== 'create-account') {
    throw new Error(`Only create-account takes --${option}. Leave it out. See latchkey --help.`)
  }
  if (options.name?.trim() === '') throw new Error('--name has no name. Write one after it, or leave it out.')
}

function readVersion() {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

/** Loaded only here, since it is most of the program and the other commands should not wait for it. */
async function startServer(config: Config) {
  const { serve, stopOnSignal } = await import('./serve.ts')
  const { serveWithWorkers, work } = await import('./workers.ts')
  if (cluster.isWorker) return work(config)
  const starting = config.workers > 1 ? serveWithWorkers(config, say) : serve(config, say)
  stopOnSignal(starting, say)
  await starting
}

async function rotate(config: Config, db: Database) {
  const { secretKeysOf } = await import('./serve.ts')
  const { sealedColumns } = await import('./app.ts')
  const sealer = createSealer(await secretKeysOf(config))
  if (!sealer) throw new Error('There is no key to encrypt with. Set SECRET_KEY.')
  if (config.previousSecretKeys.length === 0) {
    say('PREVIOUS_SECRET_KEYS is empty here, so there is no other key whose secrets could be encrypted anew.')
  }
  const { rotated, current, locked } = await rotateSecrets(db, sealer, sealedColumns)
  print(`Encrypted ${rotated} secrets with the present key.${current ? ` ${current} had it already.` : ''}\n`)
  for (const { table, key, isDamaged } of locked) {
    const why = isDamaged ? 'moved or damaged, and is lost' : 'encrypted with another key'
    say(`The secret of ${table} ${key} was ${why}.`)
  }
  if (locked.length) {
    throw new Error(
      `${locked.length} secrets were left as they are. Where a key is missing, add it to PREVIOUS_SECRET_KEYS.`,
    )
  }
}

/**
 * Does something with the database, whether or not a server of this machine has the embedded one open.
 * @param mayMakeIt whether the work makes sense on a new one. For anything else it is not that of the server.
 */
async function withDatabase(config: Config, work: (db: Database) => Promise<void>, mayMakeIt = false) {
  if (!config.databaseUrl && !mayMakeIt && (await clusterVersion(config.dataDir)) === undefined) {
    throw new Error(
      `There is no database in ${resolve(config.dataDir)}. Set DATA_DIR to the folder of the server, or DATABASE_URL.`,
    )
  }
  exitOnSignal()
  const embedded = config.databaseUrl ? undefined : await openEmbedded(config.dataDir, say)
  const connections = connect(config.databaseUrl ?? embedded!.url, 2, false)
  try {
    await migrate(connections)
    await work(connections.db)
  } finally {
    await connections.close()
    await embedded?.stop()
  }
}

/** What is under way is broken off. Leaving in order tells a PostgreSQL of our own to stop. */
function exitOnSignal() {
  const exit = (signal: NodeJS.Signals) => process.exit(128 + constants.signals[signal])
  process.once('SIGTERM', exit)
  process.once('SIGINT', exit)
  onHangUp(exit)
}

async function compareCatalogue(platform: PlatformSettings, login: string | undefined) {
  if (process.stdin.isTTY) {
    throw new Error(
      'Write to standard input what opens the platform: printf \'%s\' "$PASSWORD" | latchkey compare-catalogue LOGIN',
    )
  }
  const [first = '', code] = await readLines(login === undefined ? 1 : 2)
  const { describeCatalogue } = await import('./platform/upstream/compare-catalogue.ts')
  const opener = login === undefined ? { credential: first.trim() } : { login, password: first, code }
  print(`${await describeCatalogue(platform, opener)}\n`)
}

function requirePlatform({ platform }: Config) {
  if (!platform) throw new Error('There is no platform behind. Set PLATFORM_URL.')
  return platform
}

function refuseAtPlatform({ platform }: Config, advice: string) {
  if (platform) throw new Error(`Accounts are those of ${platform.url}. ${advice}`)
}

async function newPassword() {
  if (process.stdin.isTTY) return { password: randomPassword(), isMadeUp: true }
  const [password] = await readLines(1)
  return password === undefined
    ? { password: randomPassword(), isMadeUp: true }
    : { password, isMadeUp: false }
}

async function readTokenValue() {
  if (process.stdin.isTTY) {
    throw new Error(
      'Write the value to standard input: latchkey remove-token < FILE, with the value in its first line.',
    )
  }
  const [line = ''] = await readLines(1)
  const value = line.trim()
  if (!isAnyToken(value)) {
    throw new Error(
      'The first line of standard input is not the value of a token: a prefix, _ and 49 letters and digits, the last six of which check the others. Copy all of it.',
    )
  }
  return value
}

async function readLines(most: number) {
  const lines: string[] = []
  for await (const line of createInterface({ input: process.stdin })) if (lines.push(line) === most) break
  return lines
}

function requireLogin(login: string | undefined) {
  if (!login) throw new Error('Say which account: give its login. See latchkey --help.')
  return login
}

function print(text: string) {
  process.stdout.write(text)
}

/** For the person at the terminal; the log has standard output to itself. */
function say(text: string) {
  process.stderr.write(`${text}\n`)
}

/** A reader that has had enough, as `head`, needs no reason; a full disk has one. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') say(`What is printed could not be written: ${error.message}`)
  process.exit(1)
})
// Nobody is left to be told, which is no reason to stop serving.
process.stderr.on('error', () => {})

try {
  await main()
} catch (error) {
  say(whyFailed(error))
  process.exit(1)
}
