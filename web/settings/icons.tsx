import { icon } from '../ui/icons.tsx'

export const PhoneIcon = icon(<path d="M4.5 2h7v12h-7zM7.3 11.8h1.4" />)
export const UserIcon = icon(<path d="M10.5 5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM3 13.5c.3-2.5 2.3-4 5-4s4.7 1.5 5 4" />)
