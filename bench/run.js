// npm run bench: starts everything, measures in interleaved rounds, prints a table and writes the figures to a file.
import { bench, install } from './install.js'

install(bench)
const { run } = await import('./bench.js')
const { main } = await import('./processes.js')
await main(run)
