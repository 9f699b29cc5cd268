import type { Audit } from '../../../access/index.ts'
import type { Db } from '../../../db/db.ts'
import { lockInTx } from '../../../db/lock-in-tx.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { InvalidInputError } from '../../../kernel/errors.ts'
import type { EventLog } from '../../../live/event-log.ts'
import type { By } from '../change-own-facts.ts'
import type { TypeCode } from '../contract.ts'
import { libraryOfStation } from '../station-library.ts'
import { listTypeMaps, mapType } from './store.ts'

export interface MapDeps {
  db: Db
  clock: Clock
  events: EventLog
  audit: Audit
}

/**
 * Says what codes stand for, all or none of them.
 * @throws InvalidInputError `radio/no-such-library-type` when the library has no such code
 */
export function mapTypes({ db, clock, events, audit }: MapDeps) {
  return async (
    stationId: number,
    types: readonly { code: string; typeCode: TypeCode | null }[],
    by: By,
  ): Promise<void> =>
    db.tx(async (tx) => {
      await lockInTx(tx, `radio_track_types:${stationId}`)
      const library = await libraryOfStation(tx, stationId)
      const known = new Set((await listTypeMaps(tx, library)).map(({ code }) => code))
      let count = 0
      for (const [place, { code, typeCode }] of types.entries()) {
        if (!known.has(code)) throw unknownCode(code, place)
        count += await mapType(tx, library, { code, typeCode, now: clock.now() })
      }
      const subject = `station:${stationId}`
      const action = 'radio.track-types.changed'
      await audit.append(tx, { ...by, action, subject, details: { types } })
      const data = { name: library.station.name, count }
      await events.append(tx, { kind: action, actor: by.actor, scope: subject, subject, data })
    })
}

function unknownCode(code: string, place: number): InvalidInputError {
  const fault = { code: 'radio/no-such-library-type', params: { type: code } }
  const fields = [{ pointer: `/types/${place}/code`, ...fault }]
  return new InvalidInputError(fault.code, { status: 422, params: fault.params, fields })
}
