import { icon } from '../../ui/icons.tsx'

export const ClipIcon = icon(<path d="m13 7.5-5.2 5.2a3.2 3.2 0 0 1-4.5-4.5l5.4-5.4a2.1 2.1 0 0 1 3 3L6.3 11.2a1 1 0 0 1-1.5-1.5L9.7 4.8" />)
export const FileIcon = icon(<path d="M9.5 2.5v3.2h3M4.5 2.5h5l3 3.2v7.8h-8a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM6 8.5h4M6 11h4" />)
export const ImageIcon = icon(<path d="M2.5 3h11v10h-11zM2.5 11l3.2-3.2 2.6 2.5 2-2 3.2 3M6 5.9v.1" />)
