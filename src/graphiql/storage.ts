import type { GraphiQLProps } from 'graphiql'

/**
 * GraphiQL keeps tabs, headers and history in localStorage by default. Here they hold passwords and tokens,
 * so everything is kept in memory and ends with the page; only the choice of theme lasts.
 */
const lasting = 'graphiql:theme'

const memory = new Map<string, string>()
try {
  const theme = localStorage.getItem(lasting)
  if (theme !== null) memory.set(lasting, theme)
} catch {
  // The browser allows the page no storage; the theme then ends with the page, too.
}

export const storage: NonNullable<GraphiQLProps['storage']> = {
  getItem: (key) => memory.get(key) ?? null,
  setItem(key, value) {
    memory.set(key, value)
    if (key === lasting) keep(value)
  },
  removeItem(key) {
    memory.delete(key)
    if (key === lasting) keep(null)
  },
  clear() {
    memory.clear()
    keep(null)
  },
  get length() {
    return memory.size
  },
}

function keep(theme: string | null) {
  try {
    if (theme === null) localStorage.removeItem(lasting)
    else localStorage.setItem(lasting, theme)
  } catch {
    // As above.
  }
}
