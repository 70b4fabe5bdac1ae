import { Link, useRoute } from 'wouter'
import './Tabs.css'

/** Links between screens that belong together. */
export function TabLinks({ label, links }: { label: string; links: { href: string; title: string }[] }) {
  return (
    <nav className="tab-list" aria-label={label}>
      {links.map(({ href, title }) => (
        <TabLink key={href} href={href} title={title} />
      ))}
    </nav>
  )
}

function TabLink({ href, title }: { href: string; title: string }) {
  const [isHere] = useRoute(`${href}/*?`)
  return (
    <Link href={href} className="tab" aria-current={isHere ? 'page' : undefined}>
      {title}
    </Link>
  )
}
