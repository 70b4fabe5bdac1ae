import {
  createContext,
  type FocusEvent,
  type ReactNode,
  useCallback,
  useContext,
  useRef,
  useState,
} from 'react'
import { useStrings } from '../strings/Language.tsx'
import { Button } from './Button.tsx'
import { CrossIcon, DoneIcon, ErrorIcon } from './icons.tsx'
import './Toasts.css'

/** How long a remark stays in sight, unless it is pointed at or has the focus. Milliseconds. */
const staysFor = 6000

interface Toast {
  id: number
  text: string
  tone: 'success' | 'error'
}

const ToastContext = createContext<(text: string, tone?: Toast['tone']) => void>(() => {})

/** Short remarks on what has been done, at the edge of the screen; read out when there is a pause. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const { common } = useStrings()
  const [toasts, setToasts] = useState<Toast[]>([])
  const region = useRef<HTMLDivElement>(null)
  /** What had the focus before a remark had it. */
  const before = useRef<Element>(null)

  const dismiss = useCallback((id: number) => setToasts((all) => all.filter((toast) => toast.id !== id)), [])
  const show = useCallback(
    (text: string, tone: Toast['tone'] = 'success') => {
      const id = ++lastId
      setToasts((all) => [...all.slice(-2), { id, text, tone }])
      const leave = () => {
        if (region.current?.matches(':hover, :focus-within')) setTimeout(leave, staysFor)
        else dismiss(id)
      }
      setTimeout(leave, staysFor)
    },
    [dismiss],
  )

  function noteFocus({ relatedTarget }: FocusEvent) {
    if (!region.current?.contains(relatedTarget)) before.current = relatedTarget
  }

  function dismissByHand(id: number) {
    if (before.current instanceof HTMLElement) before.current.focus()
    dismiss(id)
  }

  return (
    <ToastContext value={show}>
      {children}
      <div
        className="toasts"
        role="status"
        aria-live="polite"
        data-react-aria-top-layer="true"
        ref={region}
        onFocus={noteFocus}
      >
        {toasts.map(({ id, text, tone }) => (
          <div key={id} className={`toast ${tone}`}>
            {tone === 'success' ? <DoneIcon /> : <ErrorIcon />}
            <span>{text}</span>
            <Button
              variant="quiet"
              size="small"
              icon={<CrossIcon />}
              aria-label={common.dismiss}
              onPress={() => dismissByHand(id)}
            />
          </div>
        ))}
      </div>
    </ToastContext>
  )
}

let lastId = 0

export function useToast() {
  return useContext(ToastContext)
}
