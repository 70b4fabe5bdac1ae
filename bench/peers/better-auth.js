// better-auth with its API-key plugin on node:http, over PostgreSQL by its own adapter. Each request has a key, which
// must hold a permission, as a platform's own middleware would check it.
import { apiKey, defaultKeyHasher } from '@better-auth/api-key'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { runPeer, send } from './peer.js'

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const options = {
  database: pool,
  secret: randomBytes(32).toString('hex'),
  baseURL: 'http://127.0.0.1',
  telemetry: { enabled: false },
  emailAndPassword: { enabled: true },
  // Its own default is ten uses a day.
  rateLimit: { enabled: false },
  plugins: [apiKey({ rateLimit: { enabled: false }, enableMetadata: true })],
}
/** Made when its tables are there. @type {ReturnType<typeof betterAuth>} */
let auth

const permission = { environment: ['GetUserInfo'] }
const users = 100

runPeer(
  async (request, response) => {
    try {
      const key = new URL(request.url, 'http://127.0.0.1').searchParams.get('session')
      const { valid } = await auth.api.verifyApiKey({ body: { key, permissions: permission } })
      if (valid) return send(response)
      response.writeHead(403).end()
    } catch (error) {
      response.writeHead(500).end(error.message)
    }
  },
  { prepare },
)

/**
 * Makes its tables, users and keys: one by its own function, the others after that one's model.
 * @param {{ number: number }} wanted
 * @returns {Promise<string[]>} keys
 */
async function prepare({ number }) {
  const { runMigrations } = await getMigrations(options)
  await runMigrations()
  auth = betterAuth(options)
  const owners = []
  for (let user = 0; user < users; user++) {
    const { rows } = await pool.query(
      `insert into "user" (id, name, email, "emailVerified", "createdAt", "updatedAt")
       values ($1, $2, $3, true, now(), now()) returning id`,
      [randomBytes(16).toString('hex'), `user ${user}`, `user-${user}@example.com`],
    )
    owners.push(rows[0].id)
  }
  const { key, id } = await auth.api.createApiKey({
    body: { name: 'Night shift', userId: owners[0], permissions: permission },
  })
  const { rows } = await pool.query('select * from apikey where id = $1', [id])
  const [model] = rows
  if (model.key !== (await defaultKeyHasher(key)))
    throw new Error('Its keys are stored in a form that is not known.')

  const keys = [key]
  while (keys.length < number) keys.push(randomBytes(48).toString('base64url'))
  const hashes = await Promise.all(keys.map((one) => defaultKeyHasher(one)))
  const names = Object.keys(model)
  const own = { id: 'gen_random_uuid()::text', key: 'u.hash', start: 'u.start', referenceId: 'u.owner' }
  const selected = names.map((name) => own[name] ?? `m."${name}"`)
  await pool.query(
    `insert into apikey (${names.map((name) => `"${name}"`).join(', ')})
     select ${selected.join(', ')}
     from unnest($1::text[], $2::text[], $3::text[]) as u(hash, start, owner), apikey m where m.id = $4`,
    [
      hashes.slice(1),
      keys.slice(1).map((one) => one.slice(0, 6)),
      keys.slice(1).map((_, at) => owners[at % users]),
      id,
    ],
  )
  await pool.query('vacuum analyze')
  return keys
}
