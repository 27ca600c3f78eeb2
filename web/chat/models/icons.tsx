import { icon } from '../../ui/icons.tsx'

const star = 'M8 2.2 9.8 6l4.1.5-3 2.9.8 4.1L8 11.5l-3.7 2 .8-4.1-3-2.9L6.2 6 8 2.2Z'
export const StarIcon = icon(<path d={star} />)
export const StarredIcon = icon(<path d={star} fill="currentColor" />)
export const SlidersIcon = icon(
  <path d="M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M11.5 5a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0ZM7.5 11a1.5 1.5 0 1 1-3 0 1.5 1.5 0 0 1 3 0Z" />,
)
