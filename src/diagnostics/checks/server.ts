import type { DoctorCheck, Finding } from '../../connections/index.ts'
import { isLoopback } from '../../kernel/egress/addresses.ts'
import { AppError } from '../../kernel/errors.ts'
import { doubtful, well, wrong } from './finding.ts'

export interface Served {
  /** As it listens: `http://127.0.0.1:7979/`. */
  address: string
  host: string
  allowedHosts: readonly string[]
  trustedProxies: readonly string[]
  basePath: string
}

/** Asks the server itself. @returns the status of its answer @throws AppError when there is none */
export type AskServer = (url: URL, signal: AbortSignal) => Promise<number>

const OPEN_TO_ALL = new Set(['0.0.0.0', '::', '[::]'])

/** Whether the server answers where it listens, and who can reach it there. */
export function serverCheck(deps: { served: () => Served; ask: AskServer }): DoctorCheck {
  return {
    id: 'server',
    area: 'system',
    async run(signal) {
      const served = deps.served()
      const findings = [...(await answers(served, deps.ask, signal)), ...exposure(served)]
      return findings.length > 0 ? findings : [well('server', { address: served.address })]
    },
  }
}

async function answers({ address, basePath }: Served, ask: AskServer, signal: AbortSignal): Promise<Finding[]> {
  const url = new URL(address)
  const { port } = url
  // It listens everywhere, so also here.
  if (OPEN_TO_ALL.has(url.hostname)) url.hostname = '127.0.0.1'
  try {
    const status = await ask(new URL('livez', url), signal)
    return status === 200 ? [] : [wrong('port-other', { port, status, basePath })]
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return [wrong('port-silent', { port, host: url.hostname, cause: error.code })]
  }
}

/** Beyond this machine passwords and cookies need encryption, which a proxy before Patchbay brings. */
function exposure({ host, address, allowedHosts, trustedProxies }: Served): Finding[] {
  const isLocal = host === 'localhost' || isLoopbackName(host)
  const isMeant = allowedHosts.length > 0 || trustedProxies.length > 0
  return isLocal || isMeant ? [] : [doubtful('server-open', { address })]
}

const isLoopbackName = (host: string): boolean => /^[\d.:a-f]+$/i.test(host) && isLoopback(host)
