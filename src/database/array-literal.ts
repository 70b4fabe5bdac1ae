/**
 * A list as PostgreSQL writes it, for values of plain characters (hashes, ids, names of methods, numbers). The driver
 * looks at every character of every item, which for a batch of the request path takes longer than sending it.
 * https://www.postgresql.org/docs/current/arrays.html#ARRAYS-IO
 * @throws Error for an item that would need quoting
 */
export function arrayLiteral(items: readonly (string | number)[]): string {
  for (const item of items) {
    if (!plain.test(String(item))) throw new Error('An item of the list needs quoting.')
  }
  return `{${items.join(',')}}`
}

/** A list as PostgreSQL writes it, of any texts and nulls. */
export function textArrayLiteral(items: readonly (string | null)[]): string {
  const quoted = items.map((item) => (item === null ? 'NULL' : `"${escaped(item)}"`))
  return `{${quoted.join(',')}}`
}

/** Few have anything to escape, and looking for it is all that most cost. */
function escaped(text: string) {
  return /[\\"]/.test(text) ? text.replace(/[\\"]/g, '\\$&') : text
}

const plain = /^(?!null$)[\w.:-]+$/i
