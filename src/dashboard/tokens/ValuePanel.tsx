import { useState } from 'react'
import { Banner } from '../kit/Banner.tsx'
import { Button } from '../kit/Button.tsx'
import { CopyButton } from '../kit/CopyButton.tsx'
import { downloadText } from '../kit/download-text.ts'
import { DownloadIcon } from '../kit/icons.tsx'
import type { LegacyRest } from '../generated/graphql.ts'
import { neededParameters } from '../methods/curl.ts'
import { useStrings } from '../strings/Language.tsx'
import { curlLine, graphqlLine, methodToTry } from './curl-line.ts'
import type { CatalogueMethod } from './operations.ts'
import { tokenFileName, tokenFileText } from './token-file.ts'
import './ValuePanel.css'

/** A token just made, with its value: the only place where that ever is. */
export interface Issued {
  readonly value: string
  readonly token: {
    readonly description: string
    readonly lastFour: string
    readonly methods: readonly string[]
  }
}

/** Shows a value this once. */
export function ValuePanel({
  issued,
  methods,
  legacyRest,
  onKept,
}: {
  issued: Issued
  methods: readonly CatalogueMethod[]
  legacyRest: LegacyRest
  /** The value was copied or downloaded. */
  onKept(): void
}) {
  const { tokens: texts } = useStrings()
  const { value, token } = issued
  const byGraphql = legacyRest === 'OFF'
  const [method] = useState(() => {
    const permitted = new Set(token.methods)
    return methodToTry(
      methods.filter(
        (one) => permitted.has(one.id) && !(byGraphql && one.parameters.some(({ type }) => type === 'file')),
      ),
    )
  })
  const curl = method && (byGraphql ? graphqlLine : curlLine)(window.location.origin, method, value)

  function download() {
    downloadText(tokenFileName(token.description), tokenFileText(value))
    onKept()
  }

  return (
    <>
      <Banner tone="warning" title={texts.valueSentence}>
        {texts.valueNotStored(token.lastFour)}
      </Banner>
      <div className="value-box" role="group" aria-label={texts.valueLabel}>
        <code className="value-text">{value}</code>
        <div className="row">
          <CopyButton variant="primary" text={value} label={texts.copyValue} onCopied={onKept} autoFocus />
          <Button icon={<DownloadIcon />} onPress={download}>
            {texts.download}
          </Button>
        </div>
      </div>
      {method && curl && (
        <div className="value-try">
          <h3>{texts.tryIt}</h3>
          <p className="quiet">
            {(method.effect === 'READ' ? texts.tryText : texts.tryChanges)(method.name)}
            {neededParameters(method).length > 0 && ` ${byGraphql ? texts.tryExamples : texts.tryBlanks}`}
          </p>
          <div className="value-box" role="group" aria-label={texts.curlLabel}>
            <code className="value-curl">{curl}</code>
            <div className="row">
              <CopyButton text={curl} size="small" label={texts.copyCurl} onCopied={onKept} />
            </div>
          </div>
        </div>
      )}
    </>
  )
}
