// What shows rows otherwise than as a grid, as one file that comes when it is wanted.
export { Board } from './Board.tsx'
export { Calendar } from './Calendar.tsx'
