import type { ReactNode } from 'react'

export type IconProps = { className?: string; size?: number }
export type IconType = (props: IconProps) => ReactNode

/**
 * Drawn on a 16-unit grid with a 1.5 stroke, in the colour of the text. Decoration: what carries it has the name.
 * Here stand those of the frame and those that several pages show; what one alone shows stands with it, and is not loaded elsewhere.
 */
export const icon = (drawing: ReactNode): IconType =>
  function Icon({ className, size = 16 }) {
    return (
      <svg
        className={className}
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {drawing}
      </svg>
    )
  }

export const ArrowDownIcon = icon(<path d="M8 3v10M4 9l4 4 4-4" />)
export const BookIcon = icon(<path d="M8 4.2C6.6 3 4.6 2.7 2.5 2.9v9.3c2.1-.2 4.1.1 5.5 1.3 1.4-1.2 3.4-1.5 5.5-1.3V2.9C11.4 2.7 9.4 3 8 4.2Zm0 0v9.3" />)
export const ChatIcon = icon(
  <path d="M13.5 7.7c0 2.8-2.5 5-5.5 5-.8 0-1.5-.1-2.2-.4L2.5 13.5l.9-2.7C2.8 9.9 2.5 8.9 2.5 7.7c0-2.8 2.5-5 5.5-5s5.5 2.2 5.5 5Z" />,
)
export const CheckIcon = icon(<path d="m3 8.5 3.5 3.5L13 4.5" />)
export const ChevronDownIcon = icon(<path d="m4 6 4 4 4-4" />)
export const ChevronRightIcon = icon(<path d="m6 4 4 4-4 4" />)
export const CopyIcon = icon(
  <path d="M10.5 5.5v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2m1-5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1Z" />,
)
export const DownloadIcon = icon(<path d="M8 2.5v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11" />)
export const EditIcon = icon(<path d="m10.5 3 2.5 2.5L5.5 13 2.5 13.5 3 10.5 10.5 3Z" />)
export const GearIcon = icon(
  <path d="M6.8 1.8h2.4l.4 1.7 1.2.7 1.7-.5 1.2 2.1-1.3 1.2v1.9l1.3 1.2-1.2 2.1-1.7-.5-1.2.7-.4 1.8H6.8l-.4-1.8-1.2-.7-1.7.5-1.2-2.1L3.6 9V7L2.3 5.8l1.2-2.1 1.7.5 1.2-.7.4-1.7ZM10 8a2 2 0 1 1-4 0 2 2 0 0 1 4 0Z" />,
)
export const GlobeIcon = icon(
  <path d="M2 8h12M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM8 2c1.7 1.7 2.5 3.7 2.5 6s-.8 4.3-2.5 6C6.3 12.3 5.5 10.3 5.5 8S6.3 3.7 8 2Z" />,
)
export const HomeIcon = icon(<path d="M2.5 7 8 2.5 13.5 7v5.5a1 1 0 0 1-1 1h-9a1 1 0 0 1-1-1V7Zm4 6.5v-4h3v4" />)
export const KeyIcon = icon(<path d="M9 7a3.3 3.3 0 1 0-2.6 2.6L7.5 8.5 9 10h1.5v1.5H12V13h1.7v-2.2L9 7ZM5.2 5.7v.1" />)
export const KeyboardIcon = icon(
  <path d="M2.5 4h11a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM4.5 6.7v.1M7 6.7v.1M9.2 6.7v.1M11.5 6.7v.1M5 9.5h6" />,
)
export const ListIcon = icon(<path d="M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6 6.5v6" />)
export const LockIcon = icon(<path d="M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5M8 10v1.3" />)
export const MoneyIcon = icon(
  <path d="M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM8 4.5v7M9.9 6.2C9.5 5.7 8.8 5.5 8 5.5c-1 0-1.8.5-1.8 1.2 0 1.8 3.7.8 3.7 2.6 0 .7-.8 1.2-1.9 1.2-.8 0-1.6-.3-2-.8" />,
)
export const MonitorIcon = icon(<path d="M2.5 3h11v7.5h-11zM6 13.5h4M8 10.5v3" />)
export const MoonIcon = icon(<path d="M13.5 9.3A5.7 5.7 0 0 1 6.7 2.5a5.7 5.7 0 1 0 6.8 6.8Z" />)
export const MoreIcon = icon(<path d="M3.5 8v.1M8 8v.1M12.5 8v.1" strokeWidth="2.2" />)
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />)
export const RestoreIcon = icon(<path d="M2.5 3v3.5H6M2.8 6.5A5.5 5.5 0 1 1 2.6 9" />)
export const SearchIcon = icon(<path d="m10.5 10.5 3 3M12 7A5 5 0 1 1 2 7a5 5 0 0 1 10 0Z" />)
export const ShieldIcon = icon(<path d="M8 2 3 4v4c0 2.9 2 5 5 6 3-1 5-3.1 5-6V4L8 2Zm-2 6 1.5 1.5L10.3 6.7" />)
export const SidebarIcon = icon(<path d="M2.5 3h11v10h-11zM6 3v10" />)
export const SignOutIcon = icon(<path d="M9.5 4.5v-2h-7v11h7v-2M6.5 8h7M11 5.5 13.5 8 11 10.5" />)
export const SunIcon = icon(
  <path d="M8 1.5V3M8 13v1.5M14.5 8H13M3 8H1.5M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1M12.6 12.6l-1.1-1.1M4.5 4.5 3.4 3.4M10.7 8a2.7 2.7 0 1 1-5.4 0 2.7 2.7 0 0 1 5.4 0Z" />,
)
export const TableIcon = icon(<path d="M2.5 3h11v10h-11zM2.5 6.5h11M6.5 6.5V13M2.5 9.75h11" />)
export const TrashIcon = icon(<path d="M2.5 4.5h11M6 4.5v-2h4v2M4 4.5l.6 8.1a1 1 0 0 0 1 .9h4.8a1 1 0 0 0 1-.9l.6-8.1M6.7 7v4M9.3 7v4" />)
export const UsersIcon = icon(
  <path d="M8.5 5a2.3 2.3 0 1 1-4.6 0 2.3 2.3 0 0 1 4.6 0ZM1.5 13c.3-2.3 2.1-3.7 4.7-3.7s4.4 1.4 4.7 3.7M10.5 2.9a2.3 2.3 0 0 1 0 4.2M12.3 9.6c1.3.5 2 1.7 2.2 3.4" />,
)
export const WarningIcon = icon(<path d="M8 6v3.2M8 11.5v.1M7.1 2.9 1.9 12a1 1 0 0 0 .9 1.5h10.4a1 1 0 0 0 .9-1.5L8.9 2.9a1 1 0 0 0-1.8 0Z" />)
export const XIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />)
