/** Methods that belong together, such as those of `environment.control`. */
export interface ServiceOf<Method> {
  readonly name: string
  readonly methods: readonly Method[]
}

/** Services and their methods, both in alphabetical order. */
export function groupByService<Method extends { readonly service: string; readonly name: string }>(
  methods: readonly Method[],
): ServiceOf<Method>[] {
  const services = new Map<string, Method[]>()
  for (const method of methods) {
    const group = services.get(method.service)
    if (group) group.push(method)
    else services.set(method.service, [method])
  }
  return [...services]
    .map(([name, group]) => ({ name, methods: group.sort((a, b) => compare(a.name, b.name)) }))
    .sort((a, b) => compare(a.name, b.name))
}

function compare(a: string, b: string) {
  return a < b ? -1 : a > b ? 1 : 0
}
