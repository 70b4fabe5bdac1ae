import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react'
import { Loading } from './Loading.tsx'

/**
 * A part of the program that is loaded when it is first shown, or ahead of that by `preload`. One that could not be
 * loaded is asked for again when it is shown anew; `lazy` alone would fail until the page is reloaded.
 * @param fallback stands in its place meanwhile
 */
export function lazily<Props extends object>(
  load: () => Promise<{ default: ComponentType<Props> }>,
  fallback: ReactNode = <Loading />,
) {
  let current = attempt()

  function attempt(): ComponentType<Props> {
    return lazy<ComponentType<Props>>(() => {
      reloadStyles()
      return load().catch((error: unknown) => {
        current = attempt()
        throw error
      })
    }) as unknown as ComponentType<Props>
  }

  function Part(props: Props) {
    const [{ Loaded }] = useState(() => ({ Loaded: current }))
    return (
      <Suspense fallback={fallback}>
        <Loaded {...props} />
      </Suspense>
    )
  }
  return Object.assign(Part, { preload: () => void load().catch(() => {}) })
}

/** Style sheets that could not be loaded. One that is still on its way has no rules either, and is waited for. */
const failed = new Set<HTMLLinkElement>()
// By the time that a program runs, those of the page itself are there or have failed.
for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
  if (!hasRules(link)) failed.add(link)
}
document.addEventListener(
  'error',
  ({ target }) => {
    if (target instanceof HTMLLinkElement && target.rel === 'stylesheet') failed.add(target)
  },
  { capture: true },
)

/** A style sheet that could not be loaded is not asked for again either: neither by the browser nor by Vite. */
function reloadStyles() {
  for (const link of failed) link.replaceWith(link.cloneNode())
  failed.clear()
}

function hasRules({ sheet }: HTMLLinkElement) {
  try {
    return Boolean(sheet?.cssRules)
  } catch {
    // Chromium has a sheet for what could not be loaded, and keeps its rules to itself.
    return false
  }
}
