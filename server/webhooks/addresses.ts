import { type LookupAddress, type LookupOptions, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/** Networks that lead to this machine, to its neighbours, or nowhere (IANA's registry of special addresses), and where clouds tell machines their secrets. */
const CLOSED_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
]
/** Of IPv6 only this is the internet; what maps, embeds or tunnels IPv4 is outside of it, or below. */
const OPEN_6 = ['2000::/3']
const CLOSED_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

function networks(texts: readonly string[]): BlockList {
  const list = new BlockList()
  for (const text of texts) {
    const [address = '', bits] = text.split('/')
    list.addSubnet(address, Number(bits ?? (isIP(address) === 6 ? 128 : 32)), familyOf(address))
  }
  return list
}
const closed4 = networks(CLOSED_4)
const open6 = networks(OPEN_6)
const closed6 = networks(CLOSED_6)
const isPublic = (address: string) => (isIP(address) === 4 ? !closed4.check(address, 'ipv4') : open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6'))

/** The name, or the address without brackets, as it is compared and looked up. */
const hostOf = (url: URL) => url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')

/** Nothing but addresses of networks that are not allowed. */
export class ClosedAddress extends Error {}

export type Addresses = {
  /** Whether the address itself says that it is not allowed; a name has to be looked up for that. */
  isClosed: (url: string) => boolean
  /** For a connection: gives only addresses that are allowed, so that what was checked is what is connected to. */
  lookup: LookupFunction
}

/** @param allowed WEBHOOK_ALLOWED_HOSTS: names, addresses and networks beside the internet */
export function openAddresses(allowed: readonly string[]): Addresses {
  const isNetwork = (text: string) => isIP(text.split('/', 1).join()) > 0
  const names = new Set(allowed.filter((text) => !isNetwork(text)).map((name) => name.toLowerCase()))
  const own = networks(allowed.filter(isNetwork))
  const isAllowed = (address: string) => isPublic(address) || own.check(address, familyOf(address))

  return {
    isClosed(text) {
      const host = hostOf(new URL(text))
      if (names.has(host)) return false
      return isIP(host) > 0 ? !isAllowed(host) : /(^|\.)localhost$/.test(host)
    },
    lookup(name, options: LookupOptions, callback) {
      lookup(name, { ...options, all: true }, (error, found: LookupAddress[]) => {
        if (error) return callback(error, '', 4)
        const good = names.has(name.toLowerCase().replace(/\.$/, '')) ? found : found.filter(({ address }) => isAllowed(address))
        const [first] = good
        if (!first) return callback(new ClosedAddress(`${name} leads into a network that is not allowed.`), '', 4)
        if (options.all) callback(null, good)
        else callback(null, first.address, first.family)
      })
    },
  }
}
