import { icon } from '../ui/icons.tsx'

export const ClockIcon = icon(<path d="M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z" />)
export const FilterIcon = icon(<path d="M2 4h12M4.5 8h7M6.5 12h3" />)
