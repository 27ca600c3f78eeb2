import { icon } from '../ui/icons.tsx'

export const MailIcon = icon(<path d="M2.5 3.5h11v9h-11zM2.5 5 8 9l5.5-4" />)
