import { CopyButton } from './CopyButton.tsx'
import './CodeBlock.css'

/** Code to be copied. Long lines break, so that nothing is out of sight. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className="code-block" role="group" aria-label={label}>
      <pre>
        <code>{code}</code>
      </pre>
      <CopyButton text={code} size="small" label={label} />
    </div>
  )
}
