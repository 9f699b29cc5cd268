import type { X509Certificate } from 'node:crypto'
import { TLSSocket } from 'node:tls'
import type { buildConnector } from 'undici'
import { UnavailableError } from '../errors.ts'

const bare = (fingerprint: string): string => fingerprint.replaceAll(':', '').toUpperCase()

/** @throws UnavailableError `remote/other-certificate` */
export function assertPinned(found: X509Certificate | undefined, certificate: string, host: string): void {
  const shown = found?.fingerprint256 ?? ''
  if (bare(shown) !== bare(certificate))
    throw new UnavailableError('remote/other-certificate', { params: { host, shown } })
}

/** Connections whose certificate is the one with this fingerprint; nothing is sent before that is known. */
export async function connectPinned(
  certificate: string,
  options: buildConnector.BuildOptions,
): Promise<buildConnector.connector> {
  const { buildConnector } = await import('undici')
  // A session that is taken up again shows no certificate.
  const connect = buildConnector({ ...options, rejectUnauthorized: false, maxCachedSessions: 0 })
  return (target, give) =>
    connect(target, (...[error, socket]) => {
      if (error !== null) return give(error, null)
      try {
        if (socket instanceof TLSSocket) assertPinned(socket.getPeerX509Certificate(), certificate, target.hostname)
        give(null, socket)
      } catch (refusal) {
        socket.destroy()
        give(refusal as Error, null)
      }
    })
}
