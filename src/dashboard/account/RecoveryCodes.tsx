import { useState } from 'react'
import { Banner } from '../kit/Banner.tsx'
import { Button } from '../kit/Button.tsx'
import { CopyButton } from '../kit/CopyButton.tsx'
import { Dialog } from '../kit/Dialog.tsx'
import { downloadText } from '../kit/download-text.ts'
import { DownloadIcon } from '../kit/icons.tsx'
import { Question } from '../kit/Question.tsx'
import { useUnsaved } from '../kit/useUnsaved.ts'
import { useStrings } from '../strings/Language.tsx'

/** Shows recovery codes this once. Closing before they are kept asks. */
export function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose(): void }) {
  const { account: text, common } = useStrings()
  const [kept, setKept] = useState(false)
  const [asking, setAsking] = useState(false)
  const close = () => (kept ? onClose() : setAsking(true))
  useUnsaved(!kept, 'reading')
  const asText = codes.map((code) => `${code}\n`).join('')

  function download() {
    downloadText(text.codesFile, asText)
    setKept(true)
  }

  return (
    <>
      <Dialog
        title={text.recoveryCodes}
        onClose={close}
        footer={
          <Button variant="primary" onPress={close}>
            {text.done}
          </Button>
        }
      >
        <Banner tone="warning" title={text.codesOnce}>
          {text.codesText}
        </Banner>
        <div className="two-factor-box">
          <ul className="recovery-codes mono" aria-label={text.recoveryCodes}>
            {codes.map((code) => (
              <li key={code}>{code}</li>
            ))}
          </ul>
          <div className="row">
            <CopyButton
              variant="primary"
              text={asText}
              label={text.copyCodes}
              onCopied={() => setKept(true)}
              autoFocus
            />
            <Button icon={<DownloadIcon />} onPress={download}>
              {common.download}
            </Button>
          </div>
        </div>
      </Dialog>
      {asking && (
        <Question
          title={text.leaveCodesTitle}
          text={text.leaveCodesText}
          lose={text.leaveCodes}
          keep={text.keepCodes}
          onLose={onClose}
          onKeep={() => setAsking(false)}
        />
      )}
    </>
  )
}
