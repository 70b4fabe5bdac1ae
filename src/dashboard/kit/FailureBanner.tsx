import type { Failure } from '../api/failure.ts'
import { describeFailure } from '../strings/describe-failure.ts'
import { useStrings } from '../strings/Language.tsx'
import { Banner } from './Banner.tsx'
import { Button } from './Button.tsx'
import { useWait } from './useWait.ts'

/** A failure that belongs to no field. Nothing without one. */
export function FailureBanner({
  failure,
  words,
  onRetry,
}: {
  failure: Failure | undefined
  /** By the code of the failure: what to say where the place knows more about it. */
  words?: Readonly<Record<string, string>>
  onRetry?(): void
}) {
  const strings = useStrings()
  useWait(failure)
  if (!failure) return null
  const said = words?.[failure.code] ?? describeFailure(strings, failure)
  // Whatever changes in an error is read out at once: not each second.
  const readOut = words?.[failure.code] ?? describeFailure(strings, failure, { inMinutes: true })
  return (
    <Banner
      tone="error"
      action={
        onRetry && (
          <Button size="small" onPress={onRetry}>
            {strings.common.tryAgain}
          </Button>
        )
      }
    >
      {said === readOut ? (
        said
      ) : (
        <>
          <span aria-hidden="true">{said}</span>
          <span className="visually-hidden">{readOut}</span>
        </>
      )}
    </Banner>
  )
}
