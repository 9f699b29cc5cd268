import { connect } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
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
  const [socket, end] = openTls(
    url,
    { address, signal },
    {
      ...(ca === undefined ? {} : { ca }),
      rejectUnauthorized: certificate === undefined,
    },
  )
  try {
    await settled(socket, url, 'secureConnect')
    // It is told once only.
    const shown = socket.getPeerX509Certificate()
    if (certificate !== undefined) assertPinned(shown, certificate, url.host)
    return shown?.validToDate.getTime() ?? 0
  } finally {
    end()
  }
}

/** SHA-256 fingerprint of the certificate that is shown there, trusted or not. @throws UnavailableError, DeadlineError */
export async function readFingerprint(url: URL, address: string, signal: AbortSignal): Promise<string> {
  const [socket, end] = openTls(url, { address, signal }, { rejectUnauthorized: false })
  try {
    await settled(socket, url, 'secureConnect')
    return socket.getPeerX509Certificate()?.fingerprint256 ?? ''
  } finally {
    end()
  }
}

function openTls(
  url: URL,
  { address, signal }: { address: string; signal: AbortSignal },
  options: ConnectionOptions,
): [TLSSocket, () => void] {
  const raw = connect({ host: address, port: portOf(url), signal })
  const name = url.hostname.replace(/^\[|\]$/g, '')
  const servername = /[a-z]/i.test(name) ? name : ''
  const socket = connectTls({ socket: raw, servername, host: name, ...options })
  const end = (): void => {
    socket.destroy()
    raw.destroy()
  }
  return [socket, end]
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
