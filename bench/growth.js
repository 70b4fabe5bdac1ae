// Whether a request costs the same however much is in the database:
//   node bench/growth.js [--help]
import { bench, install } from './install.js'

install(bench)
const { main } = await import('./processes.js')
const { grow } = await import('./growing.js')
await main(grow)
