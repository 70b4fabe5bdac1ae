/** While a test file loads, no mutant is active: that of the file before would still be, on a thread that stays. */
const { __stryker__: stryker } = globalThis as { __stryker__?: { activeMutant?: string } }
if (stryker) stryker.activeMutant = undefined
