import { connect, createServer, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

export interface Wire extends AsyncDisposable {
  /** The address of the server, seen through the wire. */
  address: string
  /** Ends every connection and lets none through. */
  cut(): void
  mend(): void
  /** From now on it leads to another server. */
  leadTo(serverAddress: string): void
}

/** A TCP wire to a server that can be cut and mended: a network that goes and comes back. */
export async function layWire(serverAddress: string): Promise<Wire> {
  const { pathname } = new URL(serverAddress)
  let server = new URL(serverAddress)
  const open = new Set<Socket>()
  let isCut = false
  const listener = createServer((near) => {
    if (isCut) return void near.destroy()
    const far = connect(Number(server.port), server.hostname)
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(end)
      end.pipe(other)
      end.on('error', () => other.destroy())
      end.on('close', () => {
        open.delete(end)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  const cut = (): void => {
    isCut = true
    for (const end of open) end.destroy()
  }
  return {
    address: `http://127.0.0.1:${port}${pathname}`,
    cut,
    mend: () => void (isCut = false),
    leadTo(otherAddress) {
      cut()
      server = new URL(otherAddress)
      isCut = false
    },
    async [Symbol.asyncDispose]() {
      cut()
      await new Promise((resolve) => listener.close(resolve))
    },
  }
}
