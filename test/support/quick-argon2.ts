import { createRequire } from 'node:module'
import type * as Argon2 from '@node-rs/argon2'

/** argon2 at its cheapest, in place of the real one where many thousands of tests run for mutants. */
const argon2 = createRequire(import.meta.url)('@node-rs/argon2') as typeof Argon2
const cheapest = { memoryCost: 8, timeCost: 1, parallelism: 1 }

export const hash: typeof argon2.hash = (password, options, ...others) =>
  argon2.hash(password, { ...options, ...cheapest }, ...others)

export const verify: typeof argon2.verify = (stored, ...others) =>
  argon2.verify(String(stored).replace('m=19456,t=2', 'm=8,t=1'), ...others)
