import type { FastifyInstance } from 'fastify'

/** Counts the requests that are being answered. @returns a call that resolves once there are none */
export function watchInFlight(app: FastifyInstance): () => Promise<void> {
  let count = 0
  let done = (): void => {}
  app.addHook('onRequest', async (_request, reply) => {
    count++
    // Comes for every reply, also for one that broke off, which `onResponse` does not.
    reply.raw.once('close', () => {
      count--
      if (count === 0) done()
    })
  })
  return () => (count === 0 ? Promise.resolve() : new Promise((resolve) => (done = resolve)))
}
