// node:http with one statement of postgres.js for every request, by primary key. STATEMENT says which.
import postgres from 'postgres'
import { runPeer, send, whenRead } from './peer.js'

const rows = 25_600
const sql = postgres(process.env.DATABASE_URL, { max: 10, onnotice: () => {} })

const statements = {
  select: (id) => sql`select id, account, name, status from bench_rows where id = ${id}`,
  update: (id) => sql`update bench_rows set status = 3 - status where id = ${id} returning id`,
}
const statement = statements[process.env.STATEMENT]

let last = 0

runPeer(
  (request, response) => {
    last = (last % rows) + 1
    const id = last
    whenRead(request, async () => {
      const found = await statement(id)
      if (found.length === 1 && found[0].id === id) send(response)
      else response.writeHead(500).end()
    })
  },
  { prepare },
)

/** Makes its table, unless another process did. */
async function prepare() {
  await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(1)`
    await tx`create table if not exists bench_rows (id int primary key, account uuid, name text, status int)`
    await tx`
      insert into bench_rows select n, gen_random_uuid(), 'env-' || n, 1 from generate_series(1, ${rows}::int) as n
      on conflict do nothing`
  })
}
