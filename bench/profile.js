// Where our server spends its time under one kind of traffic:
//   node bench/profile.js rest-user-info [--connections 64] [--tokens 10000] [--seconds 5] [--lines 40]
import { bench, install } from './install.js'

install(bench)
const { main } = await import('./processes.js')
const { profile } = await import('./profiler.js')
await main(profile)
