import { type ReactNode, useEffect } from 'react'
import { useStrings } from '../strings/Language.tsx'
import './Page.css'

/** The frame of a screen: its title here and in the browser's tab, and the buttons that belong to all of it. */
export function Page({
  title,
  lead,
  actions,
  children,
}: {
  title: string
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  useTitle(title)
  return (
    <div className="page">
      <div className="page-header">
        <div>
          <h1>{title}</h1>
          {lead && <p className="quiet">{lead}</p>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </div>
      {children}
    </div>
  )
}

/** Names the browser's tab. */
export function useTitle(title: string): void {
  const { common } = useStrings()
  useEffect(() => {
    document.title = `${title} · ${common.product}`
  }, [title, common.product])
}
