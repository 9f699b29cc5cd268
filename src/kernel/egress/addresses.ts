import { BlockList, isIPv6 } from 'node:net'

/** Where no connection may lead, whoever asks for it: metadata services of clouds, link-local, multicast, nowhere. */
const nowhere = listOf([
  '0.0.0.0/8',
  '169.254.0.0/16',
  '224.0.0.0/4',
  '255.255.255.255/32',
  '::/128',
  'fe80::/10',
  'ff00::/8',
])
const loopback = listOf(['127.0.0.0/8', '::1/128'])

function listOf(nets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const net of nets) {
    const [address = '', bits] = net.split('/')
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4')
  }
  return list
}

// IPv4 within IPv6 counts as what it is.
const isIn = (list: BlockList, address: string): boolean => list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')

export const isLoopback = (address: string): boolean => isIn(loopback, address)

/**
 * Why an address, not a name, may not be connected to; undefined when it may. This machine itself only when the one who
 * wrote the URL named it so: a name that leads here may be somebody else's choice.
 */
export function refusalOf(address: string, options: { host: string }): 'forbidden' | 'this-machine' | undefined {
  if (isIn(nowhere, address)) return 'forbidden'
  return isLoopback(address) && !namesThisMachine(options.host) ? 'this-machine' : undefined
}

function namesThisMachine(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  return bare === 'localhost' || bare.endsWith('.localhost') || /^127\.|^::1$/.test(bare)
}
