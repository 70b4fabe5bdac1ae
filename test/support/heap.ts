import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void

/** The quick collection, which lets go of what is new and of no more use. */
export function collectQuickly(): void {
  collect({ type: 'minor' })
}

/** What the quick collection leaves alone, in bytes. */
export function oldGeneration(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name }) => !space_name.startsWith('new'))
    .reduce((sum, { space_used_size }) => sum + space_used_size, 0)
}
