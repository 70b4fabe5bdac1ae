import { Banner } from '../kit/Banner.tsx'
import { formatUtc } from '../strings/dates.ts'
import { useStrings } from '../strings/Language.tsx'
import { differenceFromOrigin } from './api-choice.ts'
import { dayOf, daysUntil, isWithinDay } from './expiry-input.ts'
import { countTicked, differenceTo } from './method-ticks.ts'
import type { CatalogueMethod, CatalogueSet, Token } from './operations.ts'
import type { TokenDraft } from './token-changes.ts'
import { tokenWarnings } from './token-warnings.ts'
import './TokenSummary.css'

/** Names of methods in a list that stays short. */
const named = 6

/** In plain words what the password will confirm: until when, how many methods, and what to be careful about. */
export function TokenSummary({
  draft,
  before,
  methods,
  sets,
  now,
}: {
  draft: TokenDraft
  /** The token that is edited: what differs from it is set off. */
  before: Token | undefined
  methods: readonly CatalogueMethod[]
  sets: readonly CatalogueSet[]
  now: Date
}) {
  const { tokens: texts } = useStrings()
  const { description, expires, choice } = draft
  const warnings = tokenWarnings({ ticks: choice.ticks, expires: expires !== '' }, methods)

  const dayBefore = before && (before.expiresAt === null ? '' : dayOf(new Date(before.expiresAt)))
  const until = (day: string) => {
    if (day === '') return texts.sumForever
    // An untouched one stays as it is, to the second.
    if (before?.expiresAt && day === dayBefore && isWithinDay(new Date(before.expiresAt)))
      return formatUtc(before.expiresAt)
    const left = daysUntil(day, now)
    return left !== undefined && left >= 0 ? texts.sumUntilDay(day, left) : day
  }
  const may = (names: ReadonlySet<string>, set: string) =>
    texts.sumMethods(
      countTicked(
        names,
        methods.map(({ id }) => id),
      ),
      methods.length,
      set,
    )
  const origin = choice.apiSet === 'CUSTOM' ? differenceFromOrigin(choice, sets) : undefined
  const setName = origin
    ? `${texts.custom}: ${texts.difference(origin.set.displayName, origin.plus.length, origin.less.length)}`
    : (sets.find(({ name }) => name === choice.apiSet)?.displayName ?? texts.custom)
  const differs = before && differenceTo(choice.ticks, before.methods)
  const setBefore = before?.apiSet.name === 'CUSTOM' ? texts.custom : (before?.apiSet.displayName ?? '')

  return (
    <>
      <dl className="summary">
        <Line
          label={texts.sumName}
          value={description.trim()}
          before={before && before.description !== description.trim() ? before.description : undefined}
        />
        <Line
          label={texts.sumUntil}
          value={until(expires)}
          before={dayBefore !== undefined && dayBefore !== expires ? dayBefore || texts.never : undefined}
        />
        <Line
          label={texts.sumMay}
          value={may(choice.ticks, setName)}
          before={
            before &&
            (before.apiSet.name !== choice.apiSet || differs!.plus.length + differs!.less.length > 0)
              ? may(new Set(before.methods), setBefore)
              : undefined
          }
        />
        {differs && <Names label={texts.sumPlus} methods={differs.plus} />}
        {differs && <Names label={texts.sumLess} methods={differs.less} />}
      </dl>
      {warnings.length > 0 && (
        <Banner tone="warning" title={texts.warningsTitle}>
          <ul className="warnings">
            {warnings.map((warning) => (
              <li key={warning.kind} title={'methods' in warning ? warning.methods.join('\n') : undefined}>
                {texts.warnings[warning.kind]('methods' in warning ? warning.methods.length : 0)}
              </li>
            ))}
          </ul>
        </Banner>
      )}
    </>
  )
}

function Line({ label, value, before }: { label: string; value: string; before: string | undefined }) {
  const { tokens: texts } = useStrings()
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className={before === undefined ? undefined : 'summary-changed'}>{value}</span>
        {before !== undefined && <span className="quiet small">{texts.becomes(before)}</span>}
      </dd>
    </div>
  )
}

function Names({ label, methods }: { label: string; methods: readonly string[] }) {
  const { tokens: texts } = useStrings()
  if (methods.length === 0) return null
  const more = methods.length - named
  return (
    <div>
      <dt>{label}</dt>
      <dd className="summary-names">
        {methods.slice(0, named).map((method) => (
          <span key={method} className="mono">
            {method}
          </span>
        ))}
        {more > 0 && <span className="quiet small">{texts.andMore(more)}</span>}
      </dd>
    </div>
  )
}
