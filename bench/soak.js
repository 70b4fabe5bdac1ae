// How fast our server starts, what memory it takes, and whether that grows under load:
//   node bench/soak.js [--minutes 10] [--connections 64] [--database embedded|postgres]
import { bench, install } from './install.js'

install(bench)
const { main } = await import('./processes.js')
const { soak } = await import('./soaking.js')
await main(soak)
