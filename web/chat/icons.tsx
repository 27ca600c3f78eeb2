import { icon } from '../ui/icons.tsx'

export const ExternalIcon = icon(<path d="M9.5 2.5h4v4M13.5 2.5l-6 6M12 9.5v3a1 1 0 0 1-1 1H3.5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1h3" />)
export const InfoIcon = icon(<path d="M8 7.5V11M8 5v.1M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z" />)
export const SendIcon = icon(<path d="M8 13V3M4 7l4-4 4 4" />)
export const StopIcon = icon(<rect x="4" y="4" width="8" height="8" rx="1.5" fill="currentColor" stroke="none" />)
export const SparkIcon = icon(<path d="M8 2.5 9.4 6.6 13.5 8 9.4 9.4 8 13.5 6.6 9.4 2.5 8l4.1-1.4L8 2.5Z" />)
export const CodeIcon = icon(<path d="m5 4.5-3.5 3.5L5 11.5M11 4.5 14.5 8 11 11.5M9.2 3 6.8 13" />)
export const ColumnsIcon = icon(<path d="M2.5 3h4.5v10H2.5zM9 3h4.5v10H9z" />)
export const DiagramIcon = icon(<path d="M6 2.5h4v3.5H6zM2 10h4v3.5H2zM10 10h4v3.5h-4zM8 6v2M4 10V8h8v2" />)
