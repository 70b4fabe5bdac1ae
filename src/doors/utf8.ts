/** What is read where bytes or escapes are not UTF-8. It may also have been sent. */
export const replacementCharacter = '\ufffd'

/** A charset other than UTF-8 and US-ASCII, which is a part of it. */
const otherCharset = /;\s*charset\s*=(?!\s*["']?(?:utf-?8|us-ascii)?["']?\s*(?:;|$))/i

/** Whether a content type says that the body is in another encoding than UTF-8. */
export function namesOtherCharset(type: string): boolean {
  return otherCharset.test(type)
}

/** A percent sign that begins no escape. It stands for itself. */
const percentSign = /%(?![0-9a-f]{2})/gi

/** Whether the percent escapes of a text stand for UTF-8. */
export function hasUtf8Escapes(text: string): boolean {
  if (!text.includes('%')) return true
  try {
    decodeURIComponent(text.replace(percentSign, ''))
    return true
  } catch {
    return false
  }
}
