import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../src/config.ts'
import { createSealer, keyFromFile } from '../src/sealing.ts'
import { secretKeysOf } from '../src/serve.ts'

const key = 'a key that is long enough for anything'
const databaseUrl = 'postgres://db.example.com/latchkey'

test.each([
  [{ TRUST_PROXY: 'foo' }, /- TRUST_PROXY.0 must be addresses/],
  [{ TRUST_PROXY: '127.0.0.1, 10.0.0.0/99' }, /- TRUST_PROXY.1 must be addresses/],
  [{ PUBLIC_URL: 'tokens.example.com' }, /- PUBLIC_URL must be an address/],
  [{ PUBLIC_URL: 'ftp://tokens.example.com' }, /- PUBLIC_URL must be an address/],
  [{ PUBLIC_URL: 'https://tokens.example.com/in' }, /- PUBLIC_URL must be an address .+ without a path/],
  [{ PUBLIC_URL: 'https://tokens.example.com/?a=b' }, /- PUBLIC_URL must be an address/],
  [{ PUBLIC_URL: 'https://ann@tokens.example.com' }, /- PUBLIC_URL must be an address/],
  [{ ADMIN_LOGIN: 'admin' }, /- ADMIN_LOGIN must be an e-mail address/],
  [{ ADMIN_LOGIN: `${'a'.repeat(250)}@example.com` }, /- ADMIN_LOGIN /],
  [
    { DATABASE_URL: databaseUrl, PREVIOUS_SECRET_KEYS: key },
    /- SECRET_KEY is needed with PREVIOUS_SECRET_KEYS/,
  ],
  [
    { DATABASE_URL: databaseUrl, PLATFORM_URL: 'https://app.example.com' },
    /- SECRET_KEY is needed with PLATFORM_URL/,
  ],
])('the settings %j are refused', (settings, problem) => {
  expect(() => readConfig(settings as Record<string, string>)).toThrow(problem)
})

test('a mistake that lies between two settings is named together with the others', () => {
  const settings = { PORT: '99999', DATABASE_URL: databaseUrl, PREVIOUS_SECRET_KEYS: key }
  expect(() => readConfig(settings)).toThrow(/- PORT [^]*- SECRET_KEY /)
})

test('proxies are addresses and networks, old and new', () => {
  const proxies = ['127.0.0.1', '10.0.0.0/8', '172.16.0.0/255.240.0.0', '::1', 'fc00::/7', 'loopback']
  expect(readConfig({ TRUST_PROXY: proxies.join(', ') }).trustProxy).toEqual(proxies)
})

test('the first login may be written as at signing in', () => {
  expect(readConfig({ ADMIN_LOGIN: ' Ann@Example.com ' }).admin.login).toBe('Ann@Example.com')
})

test('blanks around a setting, as they come with a file, mean nothing', () => {
  const config = readConfig({
    HOST: ' 127.0.0.1 ',
    PORT: '4001\n',
    PUBLIC_URL: ' https://tokens.example.com/ ',
    DATABASE_URL: `${databaseUrl}\r\n`,
    LEGACY_REST: 'off ',
    PLATFORM_URL: ' https://app.example.com/1.0/\n',
    SECRET_KEY: key,
    TRUST_PROXY: ' ',
  })
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 4001,
    publicUrl: 'https://tokens.example.com',
    databaseUrl,
    legacyRest: 'off',
    platform: { url: 'https://app.example.com' },
    trustProxy: [],
  })
  expect(readConfig({ HOST: ' ' }).host).toBe('127.0.0.1')
})

test('the password of the first account loses a line break at its end, and no blank', () => {
  expect(readConfig({ ADMIN_PASSWORD: ' with blanks \r\n' }).admin.password).toBe(' with blanks ')
  expect(readConfig({ ADMIN_PASSWORD: '\n' }).admin.password).toBeUndefined()
})

test('the address of the server is written in one way', () => {
  expect(readConfig({ PUBLIC_URL: 'HTTPS://Tokens.Example.com:443/' }).publicUrl).toBe(
    'https://tokens.example.com',
  )
})

test.each([
  ['HTTPS://App.Example.com:443/1.0/', 'https://app.example.com'],
  ['HTTP://app.example.com/Behind/', 'http://app.example.com/Behind'],
  ['https://app.example.com:8443', 'https://app.example.com:8443'],
])('the address of the platform is written in one way: %s', (given, url) => {
  expect(readConfig({ PLATFORM_URL: given }).platform!.url).toBe(url)
})

test('certificates for the platform are read at the start, and what is wrong with them is named with the rest', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-config-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'ca.pem')
  const settings = { PORT: '99999', PLATFORM_URL: 'https://app.example.com', PLATFORM_CA: file }

  expect(() => readConfig(settings)).toThrow(
    /- PORT [^]*- PLATFORM_CA must be a file with certificates in PEM: ENOENT.+ca\.pem/,
  )
  await writeFile(file, '-----BEGIN PRIVATE KEY-----\nnothing to show\n-----END PRIVATE KEY-----\n')
  expect(() => readConfig(settings)).toThrow(
    `- PLATFORM_CA must be a file with certificates in PEM: there is none in ${file}`,
  )
  const text = rootCertificates.slice(0, 2).join('\n')
  await writeFile(file, text)
  expect(readConfig({ ...settings, PORT: '0' }).platform!.certificates).toBe(text)
})

test('a key is what was written, and previous ones open it with and without the blanks around it', () => {
  const written = `${key}\n`
  const present = createSealer(readConfig({ SECRET_KEY: written }).secretKeys)!
  // As it has been from the beginning.
  const sealed = createSealer([written]).seal('a secret', 'owner')
  expect(present.isCurrent(sealed)).toBe(true)

  const other = 'another key that is long enough for anything'
  for (const [previous, first] of [
    [written, written],
    [`${other}, ${written}`, written],
    [`${other} , ${key} `, key],
  ] as const) {
    const next = createSealer(
      readConfig({ SECRET_KEY: 'x'.repeat(32), PREVIOUS_SECRET_KEYS: previous }).secretKeys,
    )!
    expect(next.open(createSealer([first]).seal('a secret', 'owner'), 'owner')).toBe('a secret')
  }
})

test.each(['SECRET_KEY', 'PREVIOUS_SECRET_KEYS'])('blanks are no part of the length of %s', (name) => {
  expect(() => readConfig({ [name]: `${'x'.repeat(31)}${' '.repeat(9)}` })).toThrow('32 characters')
  expect(() => readConfig({ SECRET_KEY: ' '.repeat(40) })).toThrow('32 characters')
})

test('previous keys open what they encrypted also where the present one is that of the key file', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'latchkey-config-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const keys = await secretKeysOf(readConfig({ DATA_DIR: dataDir, PREVIOUS_SECRET_KEYS: key }))

  expect(keys).toEqual([await keyFromFile(join(dataDir, 'secret.key')), key])
})
