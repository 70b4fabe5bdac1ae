import type { Method, Service } from './method.ts'

/** A line of the picker as it stands on the screen. */
export type TreeRow =
  | { readonly kind: 'service'; readonly key: string; readonly service: Service; readonly open: boolean }
  | { readonly kind: 'method'; readonly key: string; readonly service: Service; readonly method: Method }

/**
 * The lines of the tree from top to bottom.
 * @param services all of them, with all their methods
 * @param shown ids of the methods that the filter lets through
 */
export function treeRows(
  services: readonly Service[],
  shown: ReadonlySet<string>,
  isOpen: (service: string) => boolean,
): TreeRow[] {
  return services.flatMap((service): TreeRow[] => {
    const methods = service.methods.filter(({ id }) => shown.has(id))
    if (methods.length === 0) return []
    const open = isOpen(service.name)
    const head: TreeRow = { kind: 'service', key: service.name, service, open }
    return open
      ? [head, ...methods.map((method): TreeRow => ({ kind: 'method', key: method.id, service, method }))]
      : [head]
  })
}

/** What a key does in the tree: goes to a line, or opens or closes a service. */
export type TreeMove = { readonly goTo: string } | { readonly open: string } | { readonly close: string }

/** The keys of a tree as the ARIA practices describe them; undefined: the key means nothing here. */
export function treeMove(rows: readonly TreeRow[], current: string, key: string): TreeMove | undefined {
  const position = rows.findIndex((row) => row.key === current)
  const row = rows[position]
  const goTo = (target: TreeRow | undefined) => (target ? { goTo: target.key } : undefined)
  if (!row) return undefined
  switch (key) {
    case 'ArrowDown':
      return goTo(rows[position + 1])
    case 'ArrowUp':
      return goTo(rows[position - 1])
    case 'Home':
      return goTo(rows[0])
    case 'End':
      return goTo(rows.at(-1))
    case 'PageDown':
      return goTo(rows[Math.min(position + page, rows.length - 1)])
    case 'PageUp':
      return goTo(rows[Math.max(position - page, 0)])
    case 'ArrowRight':
      if (row.kind === 'method') return undefined
      return row.open ? goTo(rows[position + 1]) : { open: row.key }
    case 'ArrowLeft':
      if (row.kind === 'method') return { goTo: row.service.name }
      return row.open ? { close: row.key } : undefined
    default:
      return undefined
  }
}

const page = 10
