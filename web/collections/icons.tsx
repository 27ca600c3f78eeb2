import type { FieldType } from '#shared/fields.ts'
import { GlobeIcon, type IconType, icon, MoneyIcon } from '../ui/icons.tsx'

export const ArrowUpIcon = icon(<path d="M8 13V3M4 7l4-4 4 4" />)
export const ColumnsIcon = icon(<path d="M2.5 3h11v10h-11zM6.2 3v10M9.8 3v10" />)
export const ChartIcon = icon(<path d="M2.5 13.5h11M4.5 13V8.5M8 13V3.5M11.5 13V6.5" />)
export const GroupIcon = icon(<path d="M2.5 3h11M5 6h8.5M2.5 10h11M5 13h8.5" />)
export const PinIcon = icon(<path d="M5.5 2.5h5M6.5 2.5v4l-2.5 3h8l-2.5-3v-4M8 9.5v4" />)
export const CommentIcon = icon(<path d="M2.5 3h11v8h-6l-3 2.5V11h-2z" />)
export const LayoutIcon = icon(<path d="M2.5 3h3v10h-3zM6.5 3h3v6h-3zM10.5 3h3v8h-3z" />)
export const FilterIcon = icon(<path d="M2.5 3.5h11L9.5 8.5v4l-3 1v-5l-4-5Z" />)
export const UndoIcon = icon(<path d="M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6" />)
export const RedoIcon = icon(<path d="m10.5 3 3 3-3 3M13.5 6h-7a4 4 0 0 0 0 8H10" />)
export const SortIcon = icon(<path d="M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5" />)
export const UploadIcon = icon(<path d="M8 10.5v-8M4.5 6 8 2.5 11.5 6M2.5 13.5h11" />)
export const OpenIcon = icon(<path d="M9.5 2.5h4v4M13.5 2.5l-5 5M6.5 13.5h-4v-4M2.5 13.5l5-5" />)

/** One for each type, so that a column says what it holds. */
export const typeIcons: Record<FieldType, IconType> = {
  text: icon(<path d="M3.5 4.5v-1h9v1M8 3.5v9M6.5 12.5h3" />),
  long_text: icon(<path d="M2.5 4h11M2.5 7h11M2.5 10h11M2.5 13h6" />),
  number: icon(<path d="M6.5 2.5 5 13.5M11 2.5 9.5 13.5M3 6h10.5M2.5 10H13" />),
  currency: MoneyIcon,
  date: icon(<path d="M2.5 3.5h11v10h-11zM2.5 6.5h11M5.5 2v3M10.5 2v3" />),
  date_time: icon(<path d="M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM8 4.5V8l2.5 1.5" />),
  checkbox: icon(<path d="M2.5 2.5h11v11h-11zM5 8l2.2 2.2L11 6" />),
  select: icon(<path d="M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0ZM5.5 7 8 9.5 10.5 7" />),
  multi_select: icon(<path d="M2.5 4h1M6 4h7.5M2.5 8h1M6 8h7.5M2.5 12h1M6 12h7.5" />),
  url: GlobeIcon,
  email: icon(<path d="M2 3.5h12v9H2zM2 4.5l6 4.5 6-4.5" />),
  person: icon(<path d="M10.8 5.3a2.8 2.8 0 1 1-5.6 0 2.8 2.8 0 0 1 5.6 0ZM2.8 13.5c.4-2.6 2.3-4 5.2-4s4.8 1.4 5.2 4" />),
  attachment: icon(<path d="m13 7.5-5.3 5.3a3.2 3.2 0 0 1-4.5-4.5l5.6-5.6a2.1 2.1 0 0 1 3 3L6.300 11.200a1 1 0 0 1-1.500-1.400L9.500 5" />),
  formula: icon(<path d="M12.5 3.2c-1.8-1.2-3.6-.4-4 1.8L6.8 12c-.3 1.4-1.6 1.9-2.8 1.2M5 7h5M10.5 9.5l3 4M13.5 9.5l-3 4" />),
  relation: icon(<path d="M6.5 9.5 9.5 6.5M7 4.5l1.2-1.2a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5l-1.2 1.2a3.2 3.2 0 0 1-4.5-4.5L4.5 7" />),
}
