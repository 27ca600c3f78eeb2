import { icon } from '../ui/icons.tsx'

export const ModelsIcon = icon(<path d="M8 2.5 9.4 6.6 13.5 8 9.4 9.4 8 13.5 6.6 9.4 2.5 8l4.1-1.4L8 2.5Z" />)
export const PlugIcon = icon(<path d="M6 2.5v3M10 2.5v3M4.5 5.5h7v2a3.5 3.5 0 0 1-7 0v-2ZM8 11v2.5" />)
export const PhoneIcon = icon(<path d="M4.5 2h7v12h-7zM7.3 11.8h1.4" />)
export const WebhookIcon = icon(
  <path d="M6.2 7.4a2.7 2.7 0 1 1 4.3-2.2M6.2 7.4l-2 3.6M8.3 4.9l2.2 3.9M10.5 8.8a2.7 2.7 0 1 1-1.2 4M4.2 8.5a2.7 2.7 0 1 0 2.6 3.3h4" />,
)
export const UserIcon = icon(<path d="M10.5 5a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0ZM3 13.5c.3-2.5 2.3-4 5-4s4.7 1.5 5 4" />)
