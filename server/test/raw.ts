import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Bytes of a test that are no HTTP that fetch would send. */
export function open(url: string): { socket: Socket; answer: () => string; closed: Promise<void> } {
  const { port, hostname } = new URL(url)
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => resolve())
  })
  return { socket, answer: () => answer, closed }
}

/** What is answered to a text, which goes out byte by byte as latin1; everything until the other side closes, or has been silent for a while. */
export async function exchange(url: string, text: string): Promise<string> {
  const { socket, answer, closed } = open(url)
  socket.write(Buffer.from(text, 'latin1'))
  let before = -1
  const silence = (async () => {
    while (answer().length === 0 || answer().length !== before) {
      before = answer().length
      if (socket.destroyed) return
      await sleep(100)
    }
    socket.end()
  })()
  await Promise.race([closed, silence])
  await closed
  return answer()
}

/** The status of each answer in what came back. */
export const statuses = (answer: string): string[] => [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => match[1] ?? '')
