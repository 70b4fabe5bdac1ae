/** In the manner of the kit's icons. */
export function CalendarIcon({ size = 16 }: { size?: number }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M2.5 3.5h11v10h-11zM2.5 6.7h11M5.3 2v3m5.4-3v3" />
    </svg>
  )
}
