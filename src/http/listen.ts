import type { FastifyInstance } from 'fastify'
import { ConflictError } from '../kernel/errors.ts'

const CODES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'http/port-in-use',
  EACCES: 'http/port-not-allowed',
  EADDRNOTAVAIL: 'http/no-such-address',
  ENOTFOUND: 'http/no-such-address',
}

/** @throws ConflictError `http/*` when the address can't be had, with what to do */
export async function listenOn(app: FastifyInstance, place: { host: string; port: number }): Promise<void> {
  try {
    await app.listen(place)
  } catch (cause) {
    const code = CODES[(cause as NodeJS.ErrnoException).code ?? '']
    if (code === undefined) throw cause
    throw new ConflictError(code, { params: { ...place }, cause })
  }
}
