/** Which addresses are of the public Internet. */
import { BlockList, isIP } from 'node:net'

/** The ranges that the IANA registries have for special purposes, and those that lead into IPv4. */
const SPECIAL = listOf(
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
)
/** Of IPv6, nothing else is public. */
const UNICAST = listOf('2000::/3')
const LOOPBACK = listOf('127.0.0.0/8', '::1/128')

export function isPublic(address: string): boolean {
  if (isIP(address) === 6 && !isIn(UNICAST, address)) return false
  return isIP(address) !== 0 && !isIn(SPECIAL, address)
}

export function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && isIn(LOOPBACK, address)
}

function isIn(list: BlockList, address: string): boolean {
  const [plain = ''] = address.split('%')
  return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4')
}

function listOf(...ranges: readonly string[]): BlockList {
  const list = new BlockList()
  for (const range of ranges) {
    const [network = '', bits] = range.split('/')
    list.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}
