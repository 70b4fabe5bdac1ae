import type { Database } from '../database/connect.ts'

/** A platform that knows the accounts and their passwords, in place of this database. */
export interface Identity {
  /** Address of the platform, without a slash at the end. */
  readonly home: string
  /**
   * Signs in at the platform. The guess has been counted.
   * @throws ApiError for a platform that does not answer
   */
  signIn(given: {
    login: string
    password: string
    code?: string
    /** Whether a session that waits for its second factor is of use. */
    keepsRestricted: boolean
  }): Promise<PlatformSignIn>
  /** Gives the platform the second factor of a session. The guess has been counted. @throws ApiError likewise */
  verifyCode(given: { accountId: string; sessionId: string; code: string }): Promise<boolean>
  /** Whether a password is the account's. The guess has been counted. @throws ApiError likewise */
  isPassword(account: { uid: number; login: string }, password: string): Promise<boolean>
  /** Keeps the platform's session with the one that was begun here. */
  keepSession(
    tx: Database,
    kept: { accountId: string; sessionId: string; platformSession: string },
  ): Promise<void>
  /** Changes the password at the platform. @throws ApiError */
  changePassword(change: {
    account: { id: string }
    sessionId: string
    oldPassword: string
    newPassword: string
    endOtherSessions: boolean
  }): Promise<void>
  /**
   * The password is at hand, or the tokens have changed: a good moment to see to what the tokens' calls are opened
   * with. Never fails; what is missing shows when a token is used.
   */
  seeToCredential(owner: { accountId: string; sessionId: string }, password: string): Promise<void>
}

export type PlatformSignIn =
  | { outcome: 'signed-in'; user: PlatformUser }
  /** The password is right; a second factor is asked for. With the session that waits for it, if that was of use. */
  | { outcome: 'code-needed'; user?: PlatformUser }
  | { outcome: 'wrong' }

/** Whom the platform knows, and a session there. */
export interface PlatformUser {
  uid: number
  login: string
  name: string
  session: string
}
