import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs'
import './Tabs.css'

/** Views of one thing, side by side. Screens with an address of their own are links instead: see `TabLinks`. */
export function Tabs({
  label,
  tabs,
}: {
  label: string
  tabs: { id: string; title: ReactNode; content: ReactNode }[]
}) {
  return (
    <AriaTabs className="tabs">
      <TabList className="tab-list" aria-label={label} items={tabs}>
        {({ id, title }) => (
          <Tab id={id} className="tab">
            {title}
          </Tab>
        )}
      </TabList>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className="tab-panel">
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
