import type { Database } from '../database/connect.ts'
import { ApiError } from '../errors.ts'
import { forEachItem } from './for-each-item.ts'
import { readTokens, type Token } from './token.ts'

/**
 * The tokens that a change is about, in the order asked for. A foreign token looks like one that does not exist.
 * @throws ApiError with `item`: `NOT_FOUND` for an id that the account does not have, `BAD_USER_INPUT` for one named twice
 */
export async function requireTokens(
  tx: Database,
  accountId: string,
  ids: readonly string[],
): Promise<Token[]> {
  const found = new Map((await readTokens(tx, accountId, ids)).map((token) => [token.id, token]))
  return forEachItem(ids, (id, item) => {
    const token = found.get(id)
    if (!token) throw notFound(id)
    if (ids.indexOf(id) !== item)
      throw new ApiError('BAD_USER_INPUT', `The token ${id} is named twice. Name it once.`)
    return token
  })
}

export function notFound(id: string): ApiError {
  return new ApiError('NOT_FOUND', `There is no token ${shown(id)}. List the tokens to see which there are.`)
}

/** What is longer than an id may be a value in the wrong place, which is not repeated. */
function shown(id: string) {
  return id.length <= 36 ? id : 'of that id'
}
