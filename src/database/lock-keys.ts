/** Keys of the advisory locks, which are for all of a database. Any numbers will do, as long as no two are the same. */
export const lockKeys = {
  /** Whoever brings the tables up to date. */
  migration: 7_205_759,
  /** Whoever looks whether there is an account yet. */
  firstAccount: 7_205_760,
  /** The one instance that sweeps. */
  sweep: 7_205_761,
  /** Whoever changes the groups of an account; with its uid as a second key. */
  groups: 7_205_762,
} as const
