import { connect } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { DeadlineError, UnavailableError } from '../errors.ts'
import { refusalOf } from './addresses.ts'
import type { Names } from './names.ts'
import { assertPinned } from './pinned.ts'
import { troubleOf } from './trouble.ts'

const CONNECT_MS = 5000

export const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80)

/** @throws what `Names` throws; UnavailableError `remote/address-…` */
export async function findAddress(url: URL, names: Names): Promise<string> {
  const [first, ...rest] = await names.addressesOf(url.hostname)
  for (const { address } of [first, ...rest].filter((found) => found !== undefined)) {
    const refusal = refusalOf(address, { host: url.hostname })
    if (refusal !== undefined)
      throw new UnavailableError(`remote/address-${refusal}`, { params: { host: url.hostname, address } })
  }
  return first?.address ?? ''
}

/** Whether somebody listens. @throws UnavailableError, DeadlineError */
export async function openPort(url: URL, address: string, signal: AbortSignal): Promise<void> {
  const socket = connect({ host: address, port: portOf(url), signal })
  await settled(socket, url, 'connect').finally(() => socket.destroy())
}

/** Whether it speaks TLS with a certificate that is trusted, or with the one of that fingerprint. @returns until when that is valid, epoch ms */
export async function shakeHands(
  url: URL,
  { address, ca, certificate }: { address: string; ca?: string; certificate?: string | undefined },
  signal: AbortSignal,
): Promise<number> {
  const raw = connect({ host: address, port: portOf(url), signal })
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const socket: TLSSocket = connectTls({
    socket: raw,
    servername: /[a-z]/i.test(name) ? name : '',
    host: name,
    ...(ca === undefined ? {} : { ca }),
    rejectUnauthorized: certificate === undefined,
  })
  try {
    await settled(socket, url, 'secureConnect')
    if (certificate !== undefined) assertPinned(socket, certificate, url.host)
    return Date.parse(socket.getPeerCertificate().valid_to)
  } finally {
    socket.destroy()
    raw.destroy()
  }
}

function settled(socket: ReturnType<typeof connect>, url: URL, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(CONNECT_MS, () =>
      reject(new DeadlineError('remote/connect-timed-out', { params: { host: url.host } })),
    )
    socket.once(event, resolve)
    socket.once('error', (error) =>
      reject(
        troubleOf(error, { host: url.host, method: 'GET', deadlineMs: CONNECT_MS, isLate: false, answered: false }),
      ),
    )
  })
}
