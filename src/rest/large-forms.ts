import { ApiError } from '../errors.ts'

/** Largest form that is passed on to a platform: the text of a file, a manifest. Bytes. */
export const largestForm = 2 * 1024 * 1024

/** How much of forms beyond the usual size is held, from where they begin to come until they are answered. Bytes. */
const mostHeld = 16 * largestForm
const mostOfAccount = 4 * largestForm

/** Keeps forms beyond the usual size from filling the memory, and an account from keeping others from sending theirs. */
export class LargeForms {
  private readonly held = new Map<string, number>()

  /**
   * Makes room for a form of so many bytes.
   * @returns what frees it, to be called once
   * @throws ApiError `OVERLOADED`
   */
  makeRoom(accountId: string, bytes: number): () => void {
    if (this.of(accountId) + bytes > mostOfAccount || this.ofAll() + bytes > mostHeld) {
      throw new ApiError('OVERLOADED', 'Too many large forms are under way. Try again in 1 second.', {
        retryAfter: 1,
      })
    }
    this.held.set(accountId, this.of(accountId) + bytes)
    return () => {
      const left = this.of(accountId) - bytes
      if (left > 0) this.held.set(accountId, left)
      else this.held.delete(accountId)
    }
  }

  private of(accountId: string) {
    return this.held.get(accountId) ?? 0
  }

  private ofAll() {
    return [...this.held.values()].reduce((sum, bytes) => sum + bytes, 0)
  }
}
