import { Button } from '../kit/Button.tsx'
import { useStrings } from '../strings/Language.tsx'
import { type ApiChoice, bringBack, chooseSet, type differenceFromOrigin } from './api-choice.ts'
import './ChoiceNote.css'

/** What became of the choice: how it differs from its set, or what it has replaced, and the way back. */
export function ChoiceNote({
  choice,
  difference,
  isSetOfOld,
  onChoice,
}: {
  choice: ApiChoice
  difference: ReturnType<typeof differenceFromOrigin>
  /** A ready-made set of an existing token, as it was when the token was made. */
  isSetOfOld: boolean
  onChoice(choice: ApiChoice): void
}) {
  const { tokens: texts } = useStrings()
  if (difference) {
    const { set, plus, less } = difference
    return (
      <p className="choice-note" role="status">
        <span>
          {isSetOfOld ? (
            texts.setHasChanged(set.displayName)
          ) : (
            <strong>{texts.difference(set.displayName, plus.length, less.length)}</strong>
          )}
        </span>
        <Button size="small" onPress={() => onChoice({ ...chooseSet(choice, set), replaced: null })}>
          {isSetOfOld ? texts.takeToday : texts.backToSet(set.displayName)}
        </Button>
      </p>
    )
  }
  if (!choice.replaced) return null
  return (
    <p className="choice-note" role="status">
      <span>{texts.ownReplaced(choice.replaced.ticks.size)}</span>
      <Button size="small" onPress={() => onChoice(bringBack(choice))}>
        {texts.bringBack}
      </Button>
    </p>
  )
}
