// Whether a token is ever accepted after its removal, regeneration or narrowing was acknowledged:
//   node bench/strict.js [--help]
import { bench, install } from './install.js'

install(bench)
const { main } = await import('./processes.js')
const { check } = await import('./strictness.js')
await main(check)
