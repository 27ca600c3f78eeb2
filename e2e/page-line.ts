import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { z } from 'zod'

/**
 * A line to the program that can break: a browser's own "offline" leaves answers that have begun alone.
 * @returns `drop` ends what is open, `breakOff` also refuses what comes, until `repair`
 */
export async function openLine(target: string): Promise<{ url: string; drop: () => void; breakOff: () => void; repair: () => void; close: () => void }> {
  const { hostname, port } = new URL(target)
  const open = new Set<Socket>()
  let broken = false
  const server = createServer((near) => {
    if (broken) return void near.resetAndDestroy()
    const far = connect(Number(port || 80), hostname)
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket)
      socket.pipe(other)
      // One end that is gone takes the other with it.
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = z.object({ port: z.number() }).parse(server.address())
  const drop = () => {
    for (const socket of open) socket.resetAndDestroy()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    drop,
    breakOff: () => {
      broken = true
      drop()
    },
    repair: () => {
      broken = false
    },
    close: () => {
      drop()
      server.close()
    },
  }
}
