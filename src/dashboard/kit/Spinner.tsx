import './Spinner.css'

/** Decoration: whatever it stands in says in words that work is under way. */
export function Spinner({ size = 16 }: { size?: number }) {
  return (
    <svg className="spinner" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.2" />
      <path d="M8 1.8A6.2 6.2 0 0 1 14.2 8" />
    </svg>
  )
}
