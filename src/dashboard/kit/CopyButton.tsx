import { useEffect, useState } from 'react'
import { useStrings } from '../strings/Language.tsx'
import { Button, type ButtonProps } from './Button.tsx'
import { copyText } from './copy-text.ts'
import { CheckIcon, CopyIcon } from './icons.tsx'
import { useToast } from './Toasts.tsx'

/** Copies a text, and says so on the button and to a screen reader. */
export function CopyButton({
  text,
  label,
  onCopied,
  ...rest
}: Pick<ButtonProps, 'variant' | 'size' | 'autoFocus'> & {
  text: string
  /** What is copied, for a screen reader: "Copy the curl line". */
  label?: string
  onCopied?(): void
}) {
  const { common } = useStrings()
  const toast = useToast()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2500)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy() {
    if (!(await copyText(text))) return toast(common.copyFailed, 'error')
    setCopied(true)
    onCopied?.()
  }

  return (
    <>
      <Button
        {...rest}
        icon={copied ? <CheckIcon /> : <CopyIcon />}
        aria-label={copied ? undefined : label}
        onPress={() => void copy()}
      >
        {copied ? common.copied : common.copy}
      </Button>
      <span role="status" className="visually-hidden">
        {copied && common.copied}
      </span>
    </>
  )
}
