import { isIPv4, isIPv6 } from 'node:net'

/** What no address can be read from: all of it shares one count. */
const UNKNOWN = 'unknown'

/**
 * Whom an address stands for, in one spelling: IPv4 as it is, also where it is written as IPv6; of IPv6 the first 64 bits, because
 * whoever has one such address has all of that network and may speak from another one each time.
 */
export function addressKey(ip: string | undefined): string {
  if (ip === undefined) return UNKNOWN
  // Some proxies add the port to what they put into X-Forwarded-For.
  const bare = /^\[([^\]]+)\](?::\d+)?$/.exec(ip)?.[1] ?? /^(\d+\.\d+\.\d+\.\d+):\d+$/.exec(ip)?.[1] ?? ip
  if (isIPv4(bare)) return bare
  return isIPv6(bare) ? network(bare) : UNKNOWN
}

function network(ip: string): string {
  const groups = groupsOf(ip)
  const [, , , , , mapped, high = 0, low = 0] = groups
  if (mapped === 0xffff && groups.slice(0, 5).every((group) => group === 0)) return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(':')}::/64`
}

/** The eight groups of an address that is known to be IPv6. */
function groupsOf(ip: string): number[] {
  const [address = ''] = ip.split('%')
  const hex = address.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a, b, c, d) => `${(Number(a) * 256 + Number(b)).toString(16)}:${(Number(c) * 256 + Number(d)).toString(16)}`,
  )
  const [head = '', tail] = hex.split('::')
  const parse = (part: string) => part.split(':').flatMap((group) => (group === '' ? [] : [Number.parseInt(group, 16)]))
  const before = parse(head)
  const after = parse(tail ?? '')
  return [...before, ...Array.from({ length: 8 - before.length - after.length }, () => 0), ...after]
}
