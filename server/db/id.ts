import { randomFillSync } from 'node:crypto'
import { v7 } from 'uuid'

/** Random bytes for 256 ids at a time: asking the system for 16 costs as much as for 4096. */
const pool = Buffer.alloc(4096)
let used = pool.length
let lastMs = 0
let sequence = 0

/** A UUID v7 (RFC 9562). Ids of one process ascend, so rows made together keep the order in which they were made. */
export function newId(): string {
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.subarray(used, (used += 16))
  const now = Date.now()
  if (now > lastMs) {
    lastMs = now
    // Half of the room stays free for the ids of the same millisecond.
    sequence = random.readUInt32BE(0) >>> 1
  } else sequence++
  return v7({ random, msecs: lastMs, seq: sequence })
}
