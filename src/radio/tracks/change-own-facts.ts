import type { Audit } from '../../access/index.ts'
import type { Db } from '../../db/db.ts'
import { lockInTx } from '../../db/lock-in-tx.ts'
import { assertVersion } from '../../kernel/etag.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import type { EventLog } from '../../live/event-log.ts'
import type { OwnFacts, Track } from './model.ts'
import { libraryOfStation } from './station-library.ts'
import { findTrack, updateOwnFacts } from './store.ts'

export interface OwnFactsDeps {
  db: Db
  events: EventLog
  audit: Audit
}

export interface By {
  actor: string
  address?: string
}

/** @throws NotFoundError; ConflictError `radio/no-library`, and when somebody else changed them since */
export function changeOwnFacts({ db, events, audit }: OwnFactsDeps) {
  return async (
    { stationId, trackId }: { stationId: number; trackId: number },
    change: { [Name in keyof OwnFacts]?: OwnFacts[Name] | undefined },
    { ifMatch, ...by }: By & { ifMatch: string | undefined },
  ): Promise<Track> =>
    db.tx(async (tx) => {
      await lockInTx(tx, `radio_track:${stationId}:${trackId}`)
      const library = await libraryOfStation(tx, stationId)
      const track = await findTrack(tx, library, trackId)
      if (track === undefined) throw new NotFoundError('radio/no-such-track', { params: { trackId } })
      assertVersion(ifMatch, String(track.version))
      const { sponsor = track.sponsor, product = track.product, introMs = track.introMs } = change
      await updateOwnFacts(tx, track, { sponsor, product, introMs })
      const subject = `track:${stationId}:${trackId}`
      const action = 'radio.track.changed'
      await audit.append(tx, { ...by, action, subject, details: { ...change } })
      const data = { name: library.station.name, trackId, title: track.title }
      await events.append(tx, { kind: action, actor: by.actor, scope: `station:${stationId}`, subject, data })
      return { ...track, sponsor, product, introMs, version: track.version + 1 }
    })
}
