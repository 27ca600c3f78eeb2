import { icon } from '../../ui/icons.tsx'

export const ArchiveIcon = icon(<path d="M2.5 3h11v3h-11zM3.5 6v7h9V6M6.5 8.5h3" />)
export const FolderIcon = icon(<path d="M2.5 12.5v-9H6l1.5 2h6v7h-11Z" />)
export const PinIcon = icon(<path d="M5.5 2.5h5M6.2 2.5v4L4 9.5h8L9.8 6.5v-4M8 9.5v4" />)
export const ShareIcon = icon(<path d="M8 10V2.5M5 5l3-3 3 3M4.5 7.5h-1v6h9v-6h-1" />)
