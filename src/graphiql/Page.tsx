import { GraphiQL } from 'graphiql'
import { useRef, useState } from 'react'
import { CredentialBar } from './CredentialBar.tsx'
import { createFetcher, type IssuedCredential } from './fetcher.ts'
import { operations } from './operations.ts'
import { storage } from './storage.ts'

/** GraphiQL below a bar that holds the credential of its requests. */
export function Page() {
  const [credential, setCredential] = useState('')
  const [issued, setIssued] = useState<IssuedCredential>()

  // GraphiQL loads the schema anew whenever it is handed another fetcher, so there is one, which reads the latest value.
  const latest = useRef('')
  latest.current = credential
  const [fetcher] = useState(() => createFetcher('/graphql', () => latest.current, setIssued))

  return (
    <>
      <CredentialBar value={credential} onChange={setCredential} issued={issued} />
      <main>
        <GraphiQL
          fetcher={fetcher}
          storage={storage}
          shouldPersistHeaders={false}
          defaultTabs={operations}
          // GraphiQL shows the variables of the first tab only when they are given here as well.
          initialVariables={operations[0]?.variables}
          inputValueDeprecation
          schemaDescription
        >
          <GraphiQL.Logo>GraphiQL</GraphiQL.Logo>
        </GraphiQL>
      </main>
    </>
  )
}
