/** A method as the picker, the warnings and the curl line need it. */
export interface Method {
  /** Service and name: `environment.control.StopEnv`. */
  readonly id: string
  readonly service: string
  readonly name: string
  readonly description: string
  readonly effect: 'READ' | 'CHANGE' | 'DELETE'
}

export interface Service {
  readonly name: string
  readonly methods: readonly Method[]
}

/** Services and their methods, both in alphabetical order: the order of the catalogue means nothing to a reader. */
export function groupByService(methods: readonly Method[]): Service[] {
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
