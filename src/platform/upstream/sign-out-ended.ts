import type { Database } from '../../database/connect.ts'
import type { Sealer } from '../../sealing.ts'
import { takeEnded } from './secrets.ts'
import { type AskPlatform, signOutAt } from './sign-in.ts'

/**
 * Ends all sessions of the platform whose session here has ended. While the platform does not answer, those that are
 * left wait for the next time.
 */
export async function signOutEnded(db: Database, sealer: Sealer, ask: AskPlatform): Promise<void> {
  for (;;) {
    const { ended, mayBeMore } = await takeEnded(db, sealer)
    const answered = await Promise.all(ended.map((session) => signOutAt(ask, session)))
    if (!mayBeMore || answered.includes(false)) return
  }
}
