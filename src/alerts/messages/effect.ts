import { z } from 'zod'
import type { EffectExecutor } from '../../deliveries/index.ts'
import type { AlertsDeps } from '../deps.ts'
import { SEVERITIES } from '../model.ts'
import { Messenger } from '../ports.ts'
import { setReceivers } from './store.ts'

export const EFFECT = 'alerts.message'
/** What is read back where the service can be asked. */
export const POSTED = { posted: 'yes' }

const Params = z.object({
  messageId: z.number().int(),
  connectionId: z.number().int(),
  message: z.object({
    key: z.string(),
    title: z.string(),
    items: z.array(
      z.object({
        text: z.string(),
        more: z.string(),
        link: z.string().nullable(),
        kind: z.string(),
        seq: z.number().int(),
        at: z.number().int(),
      }),
    ),
    severity: z.enum(SEVERITIES),
    isLoud: z.boolean(),
    at: z.number().int(),
  }),
})

/** A message was shown to people, so nothing of it is sent a second time unasked and nothing can be taken back. */
export function messageEffect({ db, openPort }: Pick<AlertsDeps, 'db' | 'openPort'>): EffectExecutor<typeof Params> {
  return {
    kind: EFFECT,
    params: Params,
    remoteKind: 'message',
    isToldByItsRoom: true,
    isForgettable: true,
    async look({ connectionId }, { remoteRef, signal }) {
      if (remoteRef === null) return { is: 'no-way' }
      const messenger = await openPort(connectionId, Messenger)
      if (messenger.isThere === undefined) return { is: 'no-way' }
      const isThere = await messenger.isThere(remoteRef, signal)
      return isThere ? { is: 'there', ref: remoteRef, found: POSTED } : { is: 'absent' }
    },
    async send({ messageId, connectionId, message }, { signal }) {
      const messenger = await openPort(connectionId, Messenger)
      const { ref, accepted, refused } = await messenger.send(message, signal)
      await db.tx((tx) => setReceivers(tx, messageId, { accepted, refused }))
      return { ref }
    },
  }
}
