/** Methods with all the words of a text in their name, address or description. */
export function searchMethods<Method extends { id: string; path: string; description: string }>(
  methods: readonly Method[],
  text: string,
): Method[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return methods.filter(({ id, path, description }) => {
    const haystack = `${id} ${path} ${description}`.toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}

/** Methods by service, both in the order given. */
export function groupByService<Method extends { service: string }>(
  methods: readonly Method[],
): [string, Method[]][] {
  const groups = new Map<string, Method[]>()
  for (const method of methods) {
    const group = groups.get(method.service)
    if (group) group.push(method)
    else groups.set(method.service, [method])
  }
  return [...groups]
}
