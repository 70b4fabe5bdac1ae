/** How near the end of a token is. */
export type ExpiryWarning = 'none' | 'within-30-days' | 'within-7-days' | 'expired'

const day = 24 * 60 * 60 * 1000

/** @param expiresAt null: it does not expire */
export function expiryWarning(expiresAt: string | null, now: Date): ExpiryWarning {
  if (expiresAt === null) return 'none'
  const left = Date.parse(expiresAt) - now.getTime()
  if (left <= 0) return 'expired'
  if (left <= 7 * day) return 'within-7-days'
  return left <= 30 * day ? 'within-30-days' : 'none'
}

/** Whole days that are left; 0 on the last one. */
export function daysLeft(expiresAt: string, now: Date): number {
  return Math.max(0, Math.floor((Date.parse(expiresAt) - now.getTime()) / day))
}
