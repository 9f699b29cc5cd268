import type { LiveBus } from '../../live/bus.ts'
import type { NewEvent } from '../../live/model.ts'
import type { CmsRef } from './contract.ts'

const CHANGED = 'radio.programme.changed'

/** What the log says of a station when its CMS tells that a show or an episode is another one now. */
export const programmeChanged = (told: { stationId: number; cms: CmsRef; title: string }): Omit<NewEvent, 'actor'> => ({
  kind: CHANGED,
  scope: `station:${told.stationId}`,
  subject: `station:${told.stationId}`,
  data: { ...told },
})

/** Hears of it once it is committed, before whoever told it is answered. @returns the call that ends it */
export function onProgrammeChanged(bus: LiveBus, listener: (cms: CmsRef, actor: string) => void): () => void {
  return bus.subscribe((message) => {
    if (message.type === 'event' && message.event.kind === CHANGED)
      listener(message.event.data?.['cms'] as CmsRef, message.event.actor)
  })
}
