import { icon } from '../ui/icons.tsx'

export const ArrowRightIcon = icon(<path d="M3 8h10M9 4l4 4-4 4" />)
