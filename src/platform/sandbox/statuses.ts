/**
 * The platform's numbers for the statuses that the sandbox knows. The others are of work under way, of which there is
 * none here: a call answers when its work is done.
 */
export const statuses = { RUNNING: 1, DOWN: 2, SLEEP: 4 } as const

/** `ENV_STATUS_TYPE_RUNNING`, by which the platform's errors name a status. */
export function statusName(status: number): string {
  const name = Object.entries(statuses).find(([, number]) => number === status)?.[0]
  return `ENV_STATUS_TYPE_${name ?? 'UNKNOWN'}`
}
