import { type ReactNode, useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { useConnectionLost } from '../api/connection.ts'
import { Spinner } from '../kit/Spinner.tsx'
import { useStrings } from '../strings/Language.tsx'
import { Header } from './Header.tsx'
import './Layout.css'

export function Layout({ children }: { children: ReactNode }) {
  const { common } = useStrings()
  const main = useRef<HTMLElement>(null)
  useFocusOnNewScreen(main)
  return (
    <>
      <a
        className="skip-link"
        href="#content"
        onClick={(event) => {
          event.preventDefault()
          main.current?.focus()
        }}
      >
        {common.skipToContent}
      </a>
      <Header />
      <ConnectionBanner />
      <main id="content" ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

/** Lies over the foot of the page instead of pushing it about. */
function ConnectionBanner() {
  const { common } = useStrings()
  const lost = useConnectionLost()
  return (
    <div className="connection" role="status" data-react-aria-top-layer="true">
      {lost && (
        <div className="connection-lost">
          <Spinner />
          {common.connectionLost}
        </div>
      )}
    </div>
  )
}

/** After following a link to another screen, the keyboard and a screen reader go on from its beginning. */
function useFocusOnNewScreen(main: React.RefObject<HTMLElement | null>) {
  const [path] = useLocation()
  const last = useRef(path)
  useEffect(() => {
    if (last.current === path) return
    last.current = path
    if (!location.hash) window.scrollTo(0, 0)
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true })
  }, [path, main])
}
