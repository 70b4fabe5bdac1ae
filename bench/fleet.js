// What several processes and several instances over one PostgreSQL give on this machine:
//   node bench/fleet.js [--help]
import { bench, install } from './install.js'

install(bench)
const { main } = await import('./processes.js')
const { measureFleets } = await import('./fleets.js')
await main(measureFleets)
