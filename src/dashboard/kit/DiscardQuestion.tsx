import { useStrings } from '../strings/Language.tsx'
import { Question } from './Question.tsx'

/** Asks before what was entered in a form is lost. */
export function DiscardQuestion({ onDiscard, onKeep }: { onDiscard(): void; onKeep(): void }) {
  const { common } = useStrings()
  return (
    <Question
      title={common.discardTitle}
      text={common.discardText}
      lose={common.discard}
      keep={common.keepEditing}
      onLose={onDiscard}
      onKeep={onKeep}
    />
  )
}
