import { z } from 'zod'
import type { EffectExecutor } from '../../../deliveries/index.ts'
import type { Outside } from '../outside.ts'

/** Stands in rows. */
export const RELOAD_PLAYOUT = 'radio.reload-playout'

const Params = z.object({ connectionId: z.number().int() })

/** The playout can't be asked whether it has read. */
export function reloadPlayout(outside: Outside): EffectExecutor<typeof Params> {
  return {
    kind: RELOAD_PLAYOUT,
    params: Params,
    remoteKind: 'reload',
    isForgettable: true,
    async look() {
      return { is: 'no-way' }
    },
    async send({ connectionId }, { signal }) {
      await (await outside.schedule(connectionId)).reload(signal)
      return { ref: 'reload' }
    },
  }
}
