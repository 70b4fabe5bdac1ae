import { ApiError } from '../errors.ts'

/** At most this many items in one change. */
const longestList = 1000

/**
 * Does the same to each item of a list; an error says which item it was about.
 * @param work throws ApiError for an item that is wrong
 * @throws ApiError as thrown by `work`, with `item`; `BAD_USER_INPUT` for an empty or endless list
 */
export function forEachItem<Item, Result>(
  items: readonly Item[],
  work: (item: Item, position: number) => Result,
): Result[] {
  if (items.length === 0) throw new ApiError('BAD_USER_INPUT', 'The list is empty. Name at least one token.')
  if (items.length > longestList) {
    throw new ApiError('BAD_USER_INPUT', `The list is too long. Name at most ${longestList} tokens at once.`)
  }
  return items.map((item, position) => {
    try {
      return work(item, position)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      if (items.length === 1) throw new ApiError(error.code, error.message, { item: 0, ...error.details })
      throw new ApiError(error.code, `Item ${position + 1} of ${items.length}: ${error.message}`, {
        ...error.details,
        item: position,
      })
    }
  })
}
