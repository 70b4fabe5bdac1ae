import type { Failure } from '../api/failure.ts'
import { describeFailure } from '../strings/describe-failure.ts'
import { useStrings } from '../strings/Language.tsx'
import { Banner } from './Banner.tsx'
import { Button } from './Button.tsx'

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
  if (!failure) return null
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
      {words?.[failure.code] ?? describeFailure(strings, failure)}
    </Banner>
  )
}
