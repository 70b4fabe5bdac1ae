import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createDatabase } from '../support/postgres.ts'
import { runLatchkey } from '../support/process.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-tls-'))
const sockets = new Set<Socket>()
const stops: (() => void)[] = []
let database: URL

beforeAll(async () => {
  database = new URL(await createDatabase(inject('postgresUrl'), `tls_${process.pid}`))
})

afterAll(() => {
  for (const stop of stops) stop()
  for (const socket of sockets) socket.destroy()
  rmSync(folder, { recursive: true })
})

/** Puts TLS in front of the database. @param name what its certificate is for, such as `DNS:localhost` */
async function aDatabaseWithTls(name: string) {
  const [key, cert] = ['key', 'certificate'].map((part) => join(folder, `${name}.${part}.pem`)) as [
    string,
    string,
  ]
  execFileSync(
    'openssl',
    `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=database
      -keyout ${key} -out ${cert} -addext subjectAltName=${name}`.split(/\s+/),
    { stdio: 'ignore' },
  )
  const server = createServer((socket) => {
    keep(socket).once('data', () => {
      // The only thing that a client may say before TLS is that it wants it.
      socket.write('S')
      const secured = keep(
        new TLSSocket(socket, { isServer: true, key: readFileSync(key), cert: readFileSync(cert) }),
      )
      const target = keep(connect(Number(database.port), database.hostname))
      secured.pipe(target).pipe(secured)
    })
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  stops.push(() => server.close())
  const { port } = server.address() as AddressInfo
  return { port, cert }
}

function keep<T extends Socket>(socket: T): T {
  sockets.add(socket)
  socket.on('error', () => socket.destroy())
  return socket
}

/** Has the tables brought up to date by a process that trusts the certificate. */
async function migrateAt(hosts: string, mode: string, cert: string) {
  const { username, password, pathname } = database
  const latchkey = runLatchkey(['migrate'], {
    DATABASE_URL: `postgres://${username}:${password}@${hosts}${pathname}?${mode}`,
    NODE_EXTRA_CA_CERTS: cert,
  })
  await latchkey.ended
  return latchkey.stdout + latchkey.stderr
}

const done = 'The tables are up to date.\n'

test.each(['sslmode=verify-full', 'ssl=true'])(
  'with %s a certificate has to be for the host that is connected to, by name or by number',
  async (mode) => {
    const [byNumber, byName] = await Promise.all([
      aDatabaseWithTls('IP:127.0.0.1'),
      aDatabaseWithTls('DNS:localhost'),
    ])
    const at = (host: string, { port, cert }: typeof byName) => migrateAt(`${host}:${port}`, mode, cert)

    expect(await at('127.0.0.1', byNumber)).toBe(done)
    expect(await at('localhost', byName)).toBe(done)
    expect(await at('127.0.0.1', byName)).toContain('IP: 127.0.0.1 is not in the cert')
    expect(await at('localhost', byNumber)).toContain("Host: localhost. is not cert's CN")
  },
)

test('of several hosts, the one that is connected to is what counts', async () => {
  const [byNumber, byName] = await Promise.all([
    aDatabaseWithTls('IP:127.0.0.1'),
    aDatabaseWithTls('DNS:localhost'),
  ])
  const after = (first: string, { port, cert }: typeof byName) =>
    migrateAt(`${first}:1,127.0.0.1:${port}`, 'sslmode=verify-full', cert)

  expect(await after('localhost', byNumber)).toBe(done)
  expect(await after('localhost', byName)).toContain('IP: 127.0.0.1 is not in the cert')
})

test('a certificate that nobody checks may be for anybody', async () => {
  const { port } = await aDatabaseWithTls('DNS:elsewhere.example')

  expect(await migrateAt(`127.0.0.1:${port}`, 'sslmode=require', '')).toBe(done)
})
