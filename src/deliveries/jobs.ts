import { z } from 'zod'
import { defineJob } from '../jobs/index.ts'
import { DeliveryId } from './contract.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

const Target = z.string().min(1).max(200)

/** Carries out one planned delivery and reads it back. Running it again is harmless: it looks before it sends. */
export const CarryOutDelivery = defineJob('delivery.carry-out', {
  payload: z.object({
    deliveryId: DeliveryId,
    /** Where it goes to, as the delivery says. */
    target: Target,
    /** Counted up when a person asks for it anew, so that one that sleeps does not stand for it. */
    round: z.number().int().min(0).default(0),
  }),
  queue: 'network',
  maxAttempts: 100,
  timeoutMs: 12 * HOUR_MS,
  dedupeBy: ({ deliveryId, round }) => `delivery:${deliveryId}:${round}`,
  serialBy: ({ deliveryId }) => `delivery:${deliveryId}`,
  targetBy: ({ target }) => target,
})

/** Drops what has been settled for longer than the settings say. Repeating it is harmless. */
export const PruneDeliveries = defineJob('delivery.prune', {
  payload: z.object({}),
  queue: 'control',
  maxAttempts: 3,
  timeoutMs: HOUR_MS,
  priority: 9,
  dedupeBy: () => 'deliveries',
})

/** Asks a person about what is uncertain for long. Repeating it is harmless; it holds no breaker and sends nothing. */
export const AskAboutUncertain = defineJob('delivery.ask-about-uncertain', {
  payload: z.object({ target: Target }),
  queue: 'control',
  maxAttempts: 20,
  timeoutMs: MINUTE_MS,
  isQuiet: true,
  dedupeBy: ({ target }) => target,
})
