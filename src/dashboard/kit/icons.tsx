import type { ReactNode } from 'react'

/** A line drawing of 16 × 16, as large as the text beside it. Words always stand beside it, or in a label. */
function icon(drawing: ReactNode) {
  return function Icon({ size = 16 }: { size?: number }) {
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
        {drawing}
      </svg>
    )
  }
}

export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />)
export const CheckIcon = icon(<path d="m3 8.5 3.2 3.2L13 4.8" />)
export const CrossIcon = icon(<path d="m4 4 8 8m0-8-8 8" />)
export const MinusIcon = icon(<path d="M3.5 8h9" />)
export const SearchIcon = icon(<path d="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Zm3.7-1.3L14 14" />)
export const ChevronDownIcon = icon(<path d="m4 6 4 4 4-4" />)
export const ChevronRightIcon = icon(<path d="m6 4 4 4-4 4" />)
export const ChevronLeftIcon = icon(<path d="m10 4-4 4 4 4" />)
export const ArrowUpIcon = icon(<path d="M8 13V3M4 7l4-4 4 4" />)
export const ArrowDownIcon = icon(<path d="M8 3v10m4-4-4 4-4-4" />)
export const DotsIcon = icon(<path d="M3 8h.01M8 8h.01M13 8h.01" strokeWidth={2.4} />)
export const PencilIcon = icon(<path d="m3 13 .7-3L11 2.7l2.3 2.3L6 12.3 3 13Zm6.5-8.8 2.3 2.3" />)
export const TrashIcon = icon(
  <path d="M2.5 4.5h11M6 4.5V3h4v1.5M4 4.5l.6 8.5h6.8l.6-8.5M6.7 7v3.5m2.6-3.5v3.5" />,
)
export const CopyIcon = icon(<path d="M6 5.5h7v8H6zM10.5 5.5v-3h-7.5v8.5h3" />)
export const DownloadIcon = icon(<path d="M8 2v8m0 0L4.8 6.8M8 10l3.2-3.2M2.5 13.5h11" />)
export const RefreshIcon = icon(<path d="M13.5 8A5.5 5.5 0 1 1 11.7 3.95M13.5 2v3.2h-3.2" />)
export const WarningIcon = icon(<path d="M8 2 1.5 13.5h13L8 2Zm0 4.5v3.2m0 1.8v.01" />)
export const InfoIcon = icon(
  <path d="M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4Zm0-6.7v3.5m0-5.8v.01" />,
)
export const ErrorIcon = icon(
  <path d="M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4Zm0-9.2v3.7m0 2.3v.01" />,
)
export const DoneIcon = icon(
  <path d="M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM5.3 8.2l1.9 1.9 3.6-4" />,
)
export const ClockIcon = icon(<path d="M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM8 4.7V8l2.2 1.6" />)
export const PlayIcon = icon(<path d="M5 3v10l8-5-8-5Z" />)
export const StopIcon = icon(<path d="M4 4h8v8H4z" />)
export const MoonIcon = icon(<path d="M13.3 9.7A5.8 5.8 0 0 1 6.3 2.7a5.8 5.8 0 1 0 7 7Z" />)
export const RestartIcon = icon(<path d="M2.5 8a5.5 5.5 0 1 0 1.8-4.05M2.5 2v3.2h3.2" />)
export const ExternalIcon = icon(<path d="M6.5 3H3v10h10V9.5M9.5 2.5h4v4m0-4L7.5 8.5" />)
export const EyeIcon = icon(
  <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Zm6.5 2a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z" />,
)
export const EyeOffIcon = icon(
  <path d="M6.5 3.7A6.3 6.3 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a11 11 0 0 1-1.7 2.1m-2 1.7A6 6 0 0 1 8 12.5C4 12.5 1.5 8 1.5 8a11 11 0 0 1 2.7-3M2.5 2.5l11 11" />,
)
export const KeyIcon = icon(<path d="M5.5 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm3-3H14v2.5M11.5 8v2" />)
export const ServerIcon = icon(<path d="M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01" />)
export const BookIcon = icon(
  <path d="M8 4c-1.3-1-3.2-1.3-5.5-1.3v9.5c2.3 0 4.2.4 5.5 1.3 1.3-.9 3.2-1.3 5.5-1.3V2.7C11.2 2.7 9.3 3 8 4Zm0 0v9.5" />,
)
export const UserIcon = icon(
  <path d="M8 8.2A2.9 2.9 0 1 0 8 2.4a2.9 2.9 0 0 0 0 5.8Zm-5.3 5.6c.6-2.3 2.7-3.5 5.3-3.5s4.7 1.2 5.3 3.5" />,
)
export const ListIcon = icon(<path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01" />)
export const SignOutIcon = icon(<path d="M6.5 3H3v10h3.5M7 8h6.5m-3-3 3 3-3 3" />)
export const LockIcon = icon(<path d="M3.5 7h9v6.5h-9zM5.5 7V5a2.5 2.5 0 0 1 5 0v2" />)
export const MenuIcon = icon(<path d="M2.5 4h11M2.5 8h11M2.5 12h11" />)
export const GlobeIcon = icon(
  <path d="M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM1.8 8h12.4M8 1.8c1.7 1.7 2.6 3.8 2.6 6.2S9.7 12.5 8 14.2C6.3 12.5 5.4 10.4 5.4 8S6.3 3.5 8 1.8Z" />,
)
