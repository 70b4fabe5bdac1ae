/** Sends until it is decided: a machine that is short of time may find the database too slow to decide by. */
export async function decided(send: () => Promise<{ status: number }>): Promise<void> {
  while ((await send()).status === 503);
}
