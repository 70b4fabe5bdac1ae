import { parseArgs } from 'node:util'
import { rows } from './input/rows.js'
import { refusal } from './processes.js'

const help = `Measures the request path beside what people would use instead. README.md says how to read it.

Usage: npm run bench -- [options]

  --quick              one cell: 64 connections, 10,000 tokens, PostgreSQL, 2 rounds of half a second
  --full               every cell: 1, 16, 64, 256 connections × 1 and 10,000 tokens × both databases
  --rows LIST          only these rows, or rows that begin so: ${rows.map(({ name }) => name).join(' ')}
  --connections LIST   such as 1,64
  --tokens LIST        such as 1,10000; at most 10000
  --databases LIST     postgres, embedded
  --rounds N           default 5
  --seconds N          of each measurement, after a quarter of a second to warm up; default 1
  --workers N          processes of our server (WORKERS); default 1
  --out FILE           where to write the figures; default bench/data/last.json
  -h, --help
`

/**
 * @typedef {object} Cell one circumstance under which rows are measured
 * @property {number} connections
 * @property {number} tokens
 * @property {('postgres' | 'embedded')[]} databases
 */

/**
 * What is to be measured. Without options: everything at 64 connections with 10,000 tokens, and there on the embedded database
 * too; the other numbers of connections and a single token on PostgreSQL alone.
 */
export function readOptions(args = process.argv.slice(2)) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean' },
      full: { type: 'boolean' },
      rows: { type: 'string' },
      connections: { type: 'string' },
      tokens: { type: 'string' },
      databases: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      workers: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  if (values.help) {
    process.stdout.write(help)
    process.exit(0)
  }
  const chosen = values.rows?.split(',')
  const wanted = rows.filter(
    ({ name }) => !chosen || chosen.some((one) => name === one || name.startsWith(`${one}-`)),
  )
  if (wanted.length === 0)
    throw refusal(`There is no such row. There are ${rows.map(({ name }) => name).join(', ')}.`)

  return {
    rows: wanted,
    cells: cellsOf(values),
    rounds: number(values.rounds, 'rounds') ?? (values.quick ? 2 : 5),
    seconds: number(values.seconds, 'seconds') ?? (values.quick ? 0.5 : 1),
    workers: number(values.workers, 'workers') ?? 1,
    out: values.out,
  }
}

/** @returns {Cell[]} */
function cellsOf(values) {
  const connections = list(values.connections)?.map(Number)
  const tokens = list(values.tokens)?.map(Number)
  const databases = list(values.databases)
  if (connections?.some((each) => !(each >= 1 && each <= 256)))
    throw refusal('--connections takes numbers from 1 to 256.')
  if (tokens?.some((each) => !(each >= 1 && each <= 10_000)))
    throw refusal('--tokens takes numbers from 1 to 10000.')
  if (databases?.some((each) => each !== 'postgres' && each !== 'embedded')) {
    throw refusal('--databases takes postgres, embedded or both.')
  }
  if (values.full || connections || tokens || databases) {
    const all = values.full
      ? { connections: [1, 16, 64, 256], tokens: [1, 10_000], databases: ['postgres', 'embedded'] }
      : {}
    return (connections ?? all.connections ?? [64]).flatMap((each) =>
      (tokens ?? all.tokens ?? [10_000]).map((number) => ({
        connections: each,
        tokens: number,
        databases: databases ?? all.databases ?? ['postgres'],
      })),
    )
  }
  if (values.quick) return [{ connections: 64, tokens: 10_000, databases: ['postgres'] }]
  return [
    { connections: 64, tokens: 10_000, databases: ['postgres', 'embedded'] },
    { connections: 64, tokens: 1, databases: ['postgres'] },
    { connections: 1, tokens: 10_000, databases: ['postgres'] },
    { connections: 16, tokens: 10_000, databases: ['postgres'] },
    { connections: 256, tokens: 10_000, databases: ['postgres'] },
  ]
}

function list(/** @type {string | undefined} */ text) {
  return text?.split(',').map((item) => item.trim())
}

function number(/** @type {string | undefined} */ text, /** @type {string} */ name) {
  if (text === undefined) return undefined
  if (!(Number(text) > 0)) throw refusal(`--${name} takes a number.`)
  return Number(text)
}
