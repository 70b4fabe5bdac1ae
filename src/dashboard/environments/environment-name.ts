/** What a name may be: it becomes a part of a domain. */
export function isEnvironmentName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,31}[a-z0-9])?$/.test(name)
}

/** "shop-copy", or "shop-copy-2" where that is taken; never longer than a name may be. */
export function nameOfCopy(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const ending = number === 1 ? '-copy' : `-copy-${number}`
    const proposal = name.slice(0, 33 - ending.length).replace(/-+$/, '') + ending
    if (!taken.includes(proposal)) return proposal
  }
}
