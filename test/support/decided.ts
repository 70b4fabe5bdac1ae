/** Sends until it is decided: a machine that is short of time may find the database too slow to decide by. */
export async function decided(send: () => Promise<{ status: number }>): Promise<void> {
  while ((await send()).status === 503);
}

/** Tries a password until it is looked at: on a machine that is short of time those that wait may be sent away. */
export async function untilLookedAt<T extends object>(
  attempt: () => Promise<T | undefined>,
): Promise<T | undefined> {
  for (;;) {
    const outcome = await attempt()
    if (!outcome || !('code' in outcome) || outcome.code !== 'OVERLOADED') return outcome
  }
}
