import { icon } from '../ui/icons.tsx'

export const ArrowUpIcon = icon(<path d="M8 13V3M4 7l4-4 4 4" />)
