/** Methods with all the words of a text in their full name, address or description, in their order. */
export function searchMethods<
  Method extends { readonly id: string; readonly path: string; readonly description: string },
>(methods: readonly Method[], text: string): Method[] {
  const words = wordsOf(text).map((word) => word.toLowerCase())
  return methods.filter(({ id, path, description }) => {
    const haystack = `${id} ${path} ${description}`.toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}

export function wordsOf(search: string): string[] {
  return search.split(/\s+/u).filter((word) => word !== '')
}
