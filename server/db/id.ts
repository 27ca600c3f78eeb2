import { v7 } from 'uuid'

/** A UUID v7 (RFC 9562). Ids of one process ascend, so rows made together keep the order in which they were made. */
export const newId = (): string => v7()
