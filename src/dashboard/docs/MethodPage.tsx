import { Link } from 'wouter'
import { useLive } from '../api/useLive.ts'
import { Banner } from '../kit/Banner.tsx'
import { ButtonLink } from '../kit/ButtonLink.tsx'
import { CodeBlock } from '../kit/CodeBlock.tsx'
import { EmptyState } from '../kit/EmptyState.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { SearchIcon } from '../kit/icons.tsx'
import { Loading } from '../kit/Loading.tsx'
import { useTitle } from '../kit/Page.tsx'
import { Tabs } from '../kit/Tabs.tsx'
import { useStrings } from '../strings/Language.tsx'
import './docs.css'
import { EffectTag } from './EffectTag.tsx'
import { graphqlCurlExample, graphqlExample, restExample } from '../methods/examples.ts'
import { longestSearch, type Method, methodPageQuery } from './operations.ts'

export default function MethodPage({ id }: { id: string }) {
  const { docs: text } = useStrings()
  const isTooLong = id.length > longestSearch
  const { data, failure, refresh } = useLive(
    methodPageQuery,
    { id },
    { policy: 'cache-first', pause: isTooLong },
  )
  const method = data?.apiMethods.find((one) => one.id.toLowerCase() === id.toLowerCase())
  const isUnknown = isTooLong || (data !== undefined && !method)
  useTitle(method?.id ?? (isUnknown ? text.notFound(id) : text.title))

  if (isUnknown) {
    return (
      <EmptyState
        level="h1"
        icon={<SearchIcon size={24} />}
        title={text.notFound(id)}
        actions={<ButtonLink href="/docs/methods">{text.search}</ButtonLink>}
      >
        {text.notFoundText}
      </EmptyState>
    )
  }
  if (method)
    return <Description method={method} sets={data!.apiSets} hasAddress={data!.legacyRest !== 'OFF'} />
  return failure ? <FailureBanner failure={failure} onRetry={refresh} /> : <Loading />
}

function Description({
  method,
  sets,
  hasAddress,
}: {
  method: Method
  sets: { name: string; displayName: string }[]
  /** Whether this server takes the old REST addresses. */
  hasAddress: boolean
}) {
  const { docs: text } = useStrings()
  const { id, service, name, description, effect, access, deprecated } = method
  const examplesText = {
    GRANTABLE: text.examplesText,
    SESSION: text.examplesTextSession,
    CALLER: text.examplesTextSession,
    PUBLIC: text.examplesTextOpen,
  }
  return (
    <article className="page method">
      <div>
        <nav aria-label={text.breadcrumbs} className="breadcrumbs quiet small">
          <Link href="/docs/methods">{text.back}</Link>
          <span aria-hidden="true">/</span>
          <Link href={`/docs/methods?search=${encodeURIComponent(service)}`}>{service}</Link>
        </nav>
        <div className="row">
          <h1 className="mono">{name}</h1>
          <EffectTag effect={effect} />
          {access === 'SESSION' && <span className="tag">{text.sessionOnly}</span>}
          {deprecated && <span className="tag">{text.deprecated}</span>}
        </div>
        <p className="method-description">{description}</p>
      </div>

      {deprecated && <Banner tone="warning">{text.deprecatedText}</Banner>}
      {effect === 'DELETE' && (
        <Banner tone="warning" title={text.deleteTitle}>
          {access === 'GRANTABLE' && text.deleteText}
        </Banner>
      )}
      {access === 'PUBLIC' && <Banner title={text.openTitle} />}
      {access === 'SESSION' && <Banner title={text.sessionOnlyTitle}>{text.sessionOnlyText}</Banner>}

      <div className="method-columns">
        <div className="stack method-main">
          <section>
            <h2>{text.parameters}</h2>
            <Parameters method={method} />
          </section>
          <section>
            <h2>{text.examples}</h2>
            <p className="quiet small">{examplesText[access]}</p>
            <Examples method={method} hasAddress={hasAddress} />
          </section>
        </div>
        <aside className="card method-facts" aria-label={text.facts}>
          <dl>
            <dt>{text.fullName}</dt>
            <dd className="mono">{id}</dd>
            <dt>{text.sets}</dt>
            <dd>
              <SetList method={method} sets={sets} />
            </dd>
            {hasAddress && (
              <>
                <dt>{text.address}</dt>
                <dd className="mono">{method.path}</dd>
                <dt>{text.verbs}</dt>
                <dd className="row">
                  {method.verbs.map((verb) => (
                    <span key={verb} className="tag">
                      {verb}
                    </span>
                  ))}
                </dd>
              </>
            )}
            <dt>{text.graphqlField}</dt>
            <dd className="mono">{method.graphqlField}</dd>
          </dl>
        </aside>
      </div>
    </article>
  )
}

function SetList({ method, sets }: { method: Method; sets: { name: string; displayName: string }[] }) {
  const { docs: text } = useStrings()
  if (method.apiSets.length === 0) {
    return <span className="quiet">{method.access === 'GRANTABLE' ? text.noSets : text.noSetsSession}</span>
  }
  return (
    <ul className="method-sets">
      {method.apiSets.map((name) => (
        <li key={name}>
          <Link href={`/docs/methods?set=${name}`}>
            {sets.find((set) => set.name === name)?.displayName ?? name}
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Parameters({ method: { parameters } }: { method: Method }) {
  const { docs: text } = useStrings()
  if (parameters.length === 0) return <p className="quiet">{text.noParameters}</p>
  const sorted = [...parameters].sort((a, b) => Number(b.required) - Number(a.required))
  return (
    <>
      <div className="card">
        <table className="parameters">
          <thead>
            <tr>
              <th scope="col">{text.parameterName}</th>
              <th scope="col">{text.parameterType}</th>
              <th scope="col">
                <span className="visually-hidden">{text.parameterRequired}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.map(({ name, type, required, secret }) => (
              <tr key={name}>
                <th scope="row">
                  <span className="mono">{name}</span>
                  {secret && <span className="parameter-note">{text.secret}</span>}
                </th>
                <td className="mono">{type}</td>
                <td className={required ? 'parameter-required' : 'quiet'}>
                  {required ? text.parameterRequired : text.parameterOptional}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet small">{text.matching}</p>
    </>
  )
}

function Examples({ method, hasAddress }: { method: Method; hasAddress: boolean }) {
  const { docs: text } = useStrings()
  const { origin } = location
  const rest = {
    id: 'rest',
    title: text.rest,
    content: <CodeBlock code={restExample(method, origin)} label={text.copyRest} />,
  }
  return (
    <Tabs
      label={text.examples}
      tabs={[
        ...(hasAddress ? [rest] : []),
        {
          id: 'graphql',
          title: text.graphql,
          content: <CodeBlock code={graphqlExample(method)} label={text.copyGraphql} />,
        },
        {
          id: 'graphql-curl',
          title: text.graphqlCurl,
          content: <CodeBlock code={graphqlCurlExample(method, origin)} label={text.copyGraphqlCurl} />,
        },
      ]}
    />
  )
}
