const longest = 60

/** Names that Windows keeps for devices, whatever follows the dot. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i

/** Name of the file that a value is downloaded as: the description, in characters that every file system takes. */
export function tokenFileName(description: string): string {
  const words = description
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}\p{M}._]+/gu, '-')
    .replace(/\.{2,}/g, '.')
  const name = trim([...trim(words)].slice(0, longest).join(''))
  if (name === '') return 'access-token.txt'
  return reserved.test(name.split('.')[0]!) ? `token-${name}.txt` : `${name}.txt`
}

/** A script reads the file as it is, so it holds the value and nothing else. */
export function tokenFileText(value: string): string {
  return `${value}\n`
}

/** No file hides behind a dot at its start, and none ends with a dot, which Windows drops. */
function trim(name: string): string {
  return name.replace(/^[-._]+|[-._]+$/g, '')
}
