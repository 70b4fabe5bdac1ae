import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import proxyAddr from '@fastify/proxy-addr'
import { z } from 'zod'
import { isLogin } from './login.ts'
import { shortestKey } from './sealing.ts'

/** Everything that an operator may set, with its default. README.md has the same list as a table. */
const settings = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: wholeNumber(0, 65_535).default(4000),
  WORKERS: wholeNumber(1, 64).default(1),
  PUBLIC_URL: publicUrl().optional(),
  DATABASE_URL: postgresUrl().optional(),
  DATABASE_POOL_SIZE: wholeNumber(2, 200).default(10),
  REQUESTS_AT_ONCE: wholeNumber(10, 10_000).default(400),
  DATA_DIR: z.string().min(1).default('./data'),
  SECRET_KEY: secretKey().optional(),
  PREVIOUS_SECRET_KEYS: z.string().transform(keysIn).pipe(z.array(secretKey())).default([]),
  ADMIN_LOGIN: z.string().refine(isLogin, 'must be an e-mail address, such as ann@example.com').optional(),
  ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').max(1024).optional(),
  TOKEN_PREFIX: z
    .string()
    .regex(/^[a-z]{2,10}$/, 'must be 2 to 10 lower-case letters')
    .default('lk'),
  MAX_TOKENS_PER_ACCOUNT: wholeNumber(1, 10_000).default(100),
  WRONG_PASSWORDS_PER_ADDRESS: wholeNumber(10, 1_000_000).default(100),
  SESSION_IDLE_MINUTES: wholeNumber(1, 60 * 24 * 30).default(30),
  SESSION_LIFETIME_HOURS: wholeNumber(1, 24 * 365).default(12),
  ACTIVITY_DAYS: wholeNumber(1, 3650).default(365),
  UPLOAD_LIMIT_MB: wholeNumber(1, 2048).default(64),
  PLATFORM_URL: platformUrl().optional(),
  PLATFORM_CA: certificatesIn().optional(),
  PLATFORM_TIMEOUT_SECONDS: wholeNumber(1, 3600).default(30),
  PLATFORM_SLOW_TIMEOUT_SECONDS: wholeNumber(1, 7200).default(900),
  PLATFORM_CALLS_PER_ACCOUNT: wholeNumber(1, 1000).default(8),
  PLATFORM_ANSWER_LIMIT_MB: wholeNumber(1, 1024).default(32),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  TRUST_PROXY: commaSeparated().pipe(z.array(proxy())).default([]),
  CORS_ORIGINS: commaSeparated().pipe(z.array(origin())).default([]),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  LEGACY_REST: z
    .enum(['on', 'header-only', 'off'], { error: 'must be on, header-only or off' })
    .default('on'),
})

/** The settings of one server, checked. */
export interface Config {
  /** Address to listen on. */
  host: string
  /** Port to listen on; 0 takes a free one. */
  port: number
  /** Processes that share the port. More than one use more cores. */
  workers: number
  /** Where users reach the server, without a slash at the end. Unset: the address it listens on. */
  publicUrl: string | undefined
  /** PostgreSQL to use. Unset: the embedded one, in `dataDir`. */
  databaseUrl: string | undefined
  /** Most connections that one process opens. */
  databasePoolSize: number
  /** Requests that one process has under way at the most. */
  requestsAtOnce: number
  /** Folder of the embedded database. */
  dataDir: string
  /**
   * Encrypts what has to be readable again, such as the secrets of second factors: the present key, then previous
   * ones. Empty: a key file in `dataDir` with the embedded database, and no such secrets with another one.
   */
  secretKeys: string[]
  /** They stand behind the key of the key file, where that is used. */
  previousSecretKeys: string[]
  /** The account made on the first start. */
  admin: { login: string; password: string | undefined }
  /** First part of every token value. */
  tokenPrefix: string
  maxTokensPerAccount: number
  /** Wrong passwords and codes in a day that are free of a wait, from one address. */
  wrongPasswordsPerAddress: number
  /** A session ends this long after its last use, and this long after sign-in. Milliseconds. */
  session: { idle: number; lifetime: number }
  /** How long activity, and counts of what tokens used and were denied, are kept. Milliseconds. */
  activityKept: number
  /** Largest upload that is kept here, in bytes. */
  uploadLimit: number
  /** The platform behind. Unset: the built-in sandbox. */
  platform: PlatformSettings | undefined
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed. */
  trustProxy: string[]
  /** Origins whose pages may read answers, exactly as browsers send them. None: no other origin may. */
  corsOrigins: string[]
  /** Whether the old REST addresses are there, and whether they take a credential as a parameter. */
  legacyRest: LegacyRest
  /** Where metrics are served. Unset: nowhere, and nothing is counted. */
  metrics: { host: string; port: number } | undefined
}

/** `header-only`: with the credential in the Authorization header, not as a parameter. */
export type LegacyRest = 'on' | 'header-only' | 'off'
/** Where the platform behind is, and how patient Latchkey is with it. */
export interface PlatformSettings {
  /** Without a slash at the end. */
  url: string
  /** In PEM, trusted beside the usual ones. */
  certificates: string | undefined
  /** The longest that a call may take, and one of the methods that are known to be slow. Milliseconds. */
  timeout: number
  slowTimeout: number
  /** Calls of one account at once; as many again, four times over, wait. */
  callsPerAccount: number
  /** The largest answer, in bytes. */
  answerLimit: number
}

/**
 * Reads the settings from environment variables. An empty variable counts as unset.
 * @throws Error naming every problem at once.
 */
export function readConfig(environment: Environment): Config {
  const given = Object.keys(settings.shape)
    .map((name) => [name, valueOf(environment, name)] as const)
    .filter(([, value]) => value !== '')
  const parsed = settings.safeParse(Object.fromEntries(given))
  const problems = [
    ...(parsed.error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`) ?? []),
    ...missingKey(new Set(given.map(([name]) => name))),
  ]
  if (!parsed.success || problems.length) throw new Error(`Cannot start:\n- ${problems.join('\n- ')}`)
  const set = parsed.data
  return {
    host: set.HOST,
    port: set.PORT,
    workers: set.WORKERS,
    publicUrl: set.PUBLIC_URL,
    databaseUrl: set.DATABASE_URL,
    databasePoolSize: set.DATABASE_POOL_SIZE,
    requestsAtOnce: set.REQUESTS_AT_ONCE,
    dataDir: set.DATA_DIR,
    secretKeys:
      set.SECRET_KEY === undefined ? [] : withoutBlanksToo([set.SECRET_KEY, ...set.PREVIOUS_SECRET_KEYS]),
    previousSecretKeys: withoutBlanksToo(set.PREVIOUS_SECRET_KEYS),
    admin: { login: set.ADMIN_LOGIN ?? 'admin@localhost', password: set.ADMIN_PASSWORD },
    tokenPrefix: set.TOKEN_PREFIX,
    maxTokensPerAccount: set.MAX_TOKENS_PER_ACCOUNT,
    wrongPasswordsPerAddress: set.WRONG_PASSWORDS_PER_ADDRESS,
    session: { idle: set.SESSION_IDLE_MINUTES * 60_000, lifetime: set.SESSION_LIFETIME_HOURS * 3_600_000 },
    activityKept: set.ACTIVITY_DAYS * 24 * 3_600_000,
    uploadLimit: set.UPLOAD_LIMIT_MB * 1024 * 1024,
    platform:
      set.PLATFORM_URL === undefined
        ? undefined
        : {
            url: set.PLATFORM_URL,
            certificates: set.PLATFORM_CA,
            timeout: set.PLATFORM_TIMEOUT_SECONDS * 1000,
            slowTimeout: Math.max(set.PLATFORM_TIMEOUT_SECONDS, set.PLATFORM_SLOW_TIMEOUT_SECONDS) * 1000,
            callsPerAccount: set.PLATFORM_CALLS_PER_ACCOUNT,
            answerLimit: set.PLATFORM_ANSWER_LIMIT_MB * 1024 * 1024,
          },
    logLevel: set.LOG_LEVEL,
    trustProxy: set.TRUST_PROXY,
    corsOrigins: set.CORS_ORIGINS,
    legacyRest: set.LEGACY_REST,
    metrics: set.METRICS_PORT === undefined ? undefined : { host: set.METRICS_HOST, port: set.METRICS_PORT },
  }
}

/**
 * Adds what a file sets, if there is one, to the variables of the process that are unset or, for settings, empty.
 * @throws Error for a file that cannot be read, or whose values would be cut
 */
export function readSettingsFile(path: string): void {
  const text = readIfThere(path)
  const cut = namesOfCut(text)
  if (cut.length) {
    throw new Error(
      `Cannot read the settings in ${resolve(path)}: ${cut.join(', ')} would end at a #, as before a comment. Put the value in quotes, or a blank before the comment.`,
    )
  }
  for (const [name, value] of Object.entries(parseEnv(text))) {
    const isUnset = name in settings.shape ? valueOf(process.env, name) === '' : !(name in process.env)
    if (isUnset) process.env[name] = value
  }
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return ''
    throw new Error(`Cannot read the settings in ${resolve(path)}: ${message}`)
  }
}

/** The settings that Node would cut at a `#` which a shell takes for part of the value: no blank stands before it. */
function namesOfCut(text: string): string[] {
  const whole = parseEnv(text.replace(/(?<=\S)#/g, '\0'))
  return Object.entries(parseEnv(text))
    .filter(([name, value]) => name in whole && whole[name]?.replaceAll('\0', '#') !== value)
    .map(([name]) => name)
}

type Environment = Record<string, string | undefined>

/** Without the blanks and the line break that come with a file, unless they may be meant. */
function valueOf(environment: Environment, name: string): string {
  const value = environment[name] ?? ''
  if (name === 'SECRET_KEY' || name === 'PREVIOUS_SECRET_KEYS') return value
  return name === 'ADMIN_PASSWORD' ? value.replace(/[\r\n]+$/, '') : value.trim()
}

/** Another database than the embedded one comes without a key. */
function missingKey(given: Set<string>) {
  if (!given.has('DATABASE_URL') || given.has('SECRET_KEY')) return []
  return Object.entries({
    PLATFORM_URL: 'to encrypt credentials of the platform',
    PREVIOUS_SECRET_KEYS: 'which only open what they encrypted',
  })
    .filter(([name]) => given.has(name))
    .map(([name, why]) => `SECRET_KEY is needed with ${name}, ${why}. openssl rand -base64 32 makes one`)
}

function wholeNumber(least: number, most: number) {
  const message = `must be a whole number from ${least} to ${most}`
  return z
    .string()
    .regex(/^\d{1,10}$/, message)
    .transform(Number)
    .refine((number) => number >= least && number <= most, message)
}

function commaSeparated() {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter(Boolean),
  )
}

function keysIn(text: string) {
  return text.split(',').filter((key) => key.trim() !== '')
}

/**
 * A key is what was written, with the line break of the file that it came from, since it may have encrypted something
 * like that. In a list, and wherever else it is written next, blanks come and go.
 */
function withoutBlanksToo(keys: string[]) {
  return [...new Set(keys.flatMap((key) => [key, key.trimStart(), key.trimEnd(), key.trim()]))]
}

function secretKey() {
  return (
    z
      .string()
      .refine(
        (key) => key.trim().length >= shortestKey,
        `must have at least ${shortestKey} characters; openssl rand -base64 32 makes one`,
      )
      // It will be a previous one some day, in a list.
      .refine((key) => !key.includes(','), 'must have no comma')
  )
}

function proxy() {
  return z.string().refine((text) => {
    try {
      return proxyAddr.compile(text) !== undefined
    } catch {
      return false
    }
  }, 'must be addresses such as 10.0.0.1 or networks such as 10.0.0.0/8, separated by commas')
}

/** There is no wildcard: what may be reached from anywhere is reached by any page that a user happens to open. */
function origin() {
  return z
    .string()
    .refine(
      (text) =>
        URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && new URL(text).origin === text,
      'must be origins such as https://app.example.com, without a path, separated by commas',
    )
}

function httpUrl() {
  return z
    .string()
    .refine(
      (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
      'must be an address such as https://tokens.example.com',
    )
    .transform(withoutSlash)
}

function withoutSlash(text: string) {
  return text.replace(/\/+$/, '')
}

/** An address in the one way to write it: its scheme and host in small letters, without the usual port. */
export function inOneSpelling(address: string): string {
  const { origin, pathname } = new URL(address)
  return withoutSlash(origin + pathname)
}

/** Pages and cookies are made for the root of a host. */
function publicUrl() {
  return httpUrl()
    .refine((text) => {
      const { href, origin } = URL.canParse(text) ? new URL(text) : new URL('http://x')
      return href === `${origin}/`
    }, 'must be an address such as https://tokens.example.com, without a path')
    .transform(inOneSpelling)
}

/** Reads the file. */
function certificatesIn() {
  return z.string().transform((file, context) => {
    const refuse = (why: string) => {
      const message = `must be a file with certificates in PEM: ${why}`
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    }
    let text
    try {
      text = readFileSync(file, 'utf8')
    } catch (error) {
      return refuse((error as Error).message)
    }
    try {
      new X509Certificate(text)
    } catch {
      return refuse(`there is none in ${file}`)
    }
    return text
  })
}

function platformUrl() {
  return (
    httpUrl()
      .refine((text) => {
        const { username, password, search, hash } = URL.canParse(text) ? new URL(text) : new URL('http://x')
        return !username && !password && !search && !hash
      }, 'must be an address such as https://app.example.com, without a login, a query or a fragment')
      // As the addresses of its API begin.
      .transform((text) => inOneSpelling(inOneSpelling(text).replace(/\/1\.0$/, '')))
  )
}

function postgresUrl() {
  return z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be an address such as postgres://user:password@host:5432/latchkey')
}
