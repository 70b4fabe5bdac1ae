/** What stands in the place of a secret; the platform's own logs have the same. */
const stars = '********'

/** Takes secrets out of bytes that come in pieces, also where one is split between two pieces. */
export interface Mask {
  /** What can be handed on already, of this piece and those before it. */
  next(piece: Buffer): Buffer
  /** What was kept back, at the end. */
  end(): Buffer
}

/**
 * A secret is found as it is, and in the ways that JSON and addresses write it: `\u0041`, `\/`, `%41`.
 * @param secrets printable ASCII
 */
export function createMask(secrets: readonly string[]): Mask {
  const given = secrets.filter(Boolean)
  if (given.length === 0) return { next: (piece) => piece, end: () => Buffer.alloc(0) }

  const pattern = new RegExp(given.map((secret) => [...secret].map(formsOf).join('')).join('|'), 'gi')
  /** The end of what has come could be the beginning of a secret up to this length, in its longest form. */
  const kept = Math.max(...given.map(({ length }) => length)) * '\\u0041'.length - 1
  let rest = ''

  return {
    next(piece) {
      // One character for each byte, so that what is not a secret comes out as it went in.
      const text = (rest + piece.toString('latin1')).replace(pattern, stars)
      const ready = Math.max(0, text.length - kept)
      rest = text.slice(ready)
      return Buffer.from(text.slice(0, ready), 'latin1')
    },
    end() {
      const last = Buffer.from(rest, 'latin1')
      rest = ''
      return last
    },
  }
}

/** Takes secrets out of a whole text. */
export function maskText(text: Buffer, secrets: readonly string[]): Buffer {
  const mask = createMask(secrets)
  return Buffer.concat([mask.next(text), mask.end()])
}

function formsOf(character: string): string {
  const code = character.charCodeAt(0).toString(16).padStart(2, '0')
  const forms = [character.replace(/[^0-9A-Za-z]/, '\\$&'), `\\\\u00${code}`, `%${code}`]
  if ('"\\/'.includes(character)) forms.push(`\\\\\\${character}`)
  return `(?:${forms.join('|')})`
}
