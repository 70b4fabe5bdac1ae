import { useEffect } from 'react'
import { Link, useSearchParams } from 'wouter'
import { useLive } from '../api/useLive.ts'
import { Button } from '../kit/Button.tsx'
import { EmptyState } from '../kit/EmptyState.tsx'
import { FailureBanner } from '../kit/FailureBanner.tsx'
import { SearchIcon } from '../kit/icons.tsx'
import { Loading } from '../kit/Loading.tsx'
import { Page } from '../kit/Page.tsx'
import { SearchField } from '../kit/SearchField.tsx'
import { Select } from '../kit/Select.tsx'
import { searchMethods } from '../methods/search-methods.ts'
import { groupByService } from '../methods/services.ts'
import { useStrings } from '../strings/Language.tsx'
import './docs.css'
import { EffectTag } from './EffectTag.tsx'
import { methodIndexQuery, type MethodSummary } from './operations.ts'

/** Search and set are part of the address: a list can be sent to somebody, and is there again on the way back. */
export default function MethodIndex() {
  const { docs: text } = useStrings()
  const [parameters, setParameters] = useSearchParams()
  const { data, failure, loading, refresh } = useLive(methodIndexQuery, {}, { policy: 'cache-first' })

  // The browser has looked for the place before there was one.
  const isThere = data !== undefined
  useEffect(() => {
    if (isThere) document.getElementById(location.hash.slice(1))?.scrollIntoView()
  }, [isThere])

  const search = parameters.get('search') ?? ''
  const set = parameters.get('set') ?? ''
  function change(name: 'search' | 'set', value: string) {
    setParameters(
      (before) => {
        const after = new URLSearchParams(before)
        if (value) after.set(name, value)
        else after.delete(name)
        return after
      },
      { replace: true },
    )
  }

  const all = data?.apiMethods ?? []
  const setNames = new Map(data?.apiSets.map(({ name, displayName }) => [name as string, displayName]))
  const shown = searchMethods(all, search).filter(
    ({ apiSets }) => !set || apiSets.some((name) => name === set),
  )
  const groups = groupByService(shown)

  return (
    <Page title={text.title} lead={text.lead}>
      <div className="docs-tools">
        <SearchField
          label={text.searchLabel}
          placeholder={text.searchPlaceholder}
          value={search}
          onChange={(value) => change('search', value)}
        />
        <Select
          label={text.set}
          hideLabel
          choices={[
            { id: '', name: text.allSets },
            ...[...setNames].filter(([id]) => id !== 'CUSTOM').map(([id, name]) => ({ id, name })),
          ]}
          value={set}
          onChange={(id) => change('set', id)}
        />
        <span className="quiet number" role="status">
          {data && text.found(shown.length, all.length)}
        </span>
      </div>
      <FailureBanner failure={failure} onRetry={refresh} />
      {loading && <Loading />}
      {data && shown.length === 0 && (
        <div className="card">
          <EmptyState
            icon={<SearchIcon size={24} />}
            title={text.nothingFound}
            actions={<Button onPress={() => setParameters({}, { replace: true })}>{text.showAll}</Button>}
          >
            {text.nothingFoundText}
          </EmptyState>
        </div>
      )}
      {groups.length > 0 && (
        <div className="docs-columns">
          <nav className="docs-services" aria-label={text.services}>
            <ul>
              {groups.map(({ name: service, methods }) => (
                <li key={service}>
                  <a href={`#${service}`} className="docs-service-link">
                    <span>{service}</span>
                    <span className="number">{methods.length}</span>
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <div className="stack">
            {groups.map(({ name: service, methods }) => (
              <section
                key={service}
                id={service}
                className="card docs-service"
                aria-labelledby={`${service}-title`}
              >
                <h2 id={`${service}-title`}>{service}</h2>
                <ul>
                  {methods.map((method) => (
                    <MethodRow key={method.id} method={method} setNames={setNames} />
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </div>
      )}
    </Page>
  )
}

function MethodRow({ method, setNames }: { method: MethodSummary; setNames: ReadonlyMap<string, string> }) {
  const { docs: text } = useStrings()
  const { id, name, description, effect, access, deprecated, apiSets } = method
  return (
    <li className="docs-method">
      <div className="row">
        <Link href={`/docs/methods/${id}`} className="docs-method-name mono">
          {name}
        </Link>
        {effect === 'DELETE' && <EffectTag effect={effect} />}
        {deprecated && <span className="tag">{text.deprecated}</span>}
        {access === 'SESSION' && <span className="tag">{text.sessionOnly}</span>}
      </div>
      <p className="quiet">{description}</p>
      {apiSets.length > 0 && (
        <p className="docs-method-sets quiet small">
          {apiSets.map((set) => setNames.get(set) ?? set).join(' · ')}
        </p>
      )}
    </li>
  )
}
