import { z } from 'zod'
import type { Db, Tx } from '../../../db/db.ts'
import type { Deliveries, EffectExecutor, Fields } from '../../../deliveries/index.ts'
import { defineJob, type JobContext, type PayloadOf } from '../../../jobs/index.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { UnavailableError } from '../../../kernel/errors.ts'
import { say } from '../../../kernel/words.ts'
import { TypeCode, type WantedType } from '../contract.ts'
import type { StationLibrary, TrackType, TrackTypeMap, TypeToMake } from '../model.ts'
import type { TrackLibrary, TrackTypes } from '../ports.ts'
import { assertSameLibrary } from '../station-library.ts'
import { alignTypes, saveTypes } from './store.ts'

/** Stands in rows. */
export const MAKE_TRACK_TYPE = 'radio.make-track-type'

const MINUTE_MS = 60_000

/** Makes types that a library lacks. Running it again is harmless: each is looked for before it is made. */
export const EnsureTrackTypes = defineJob('radio.ensure-track-types', {
  payload: z.object({ stationId: z.number().int(), connectionId: z.number().int(), typeCodes: z.array(TypeCode) }),
  queue: 'network',
  maxAttempts: 5,
  timeoutMs: 10 * MINUTE_MS,
  priority: 3,
  dedupeBy: ({ connectionId, typeCodes }) => `${connectionId}:${typeCodes.join()}`,
  // Nothing in the library keeps two of the same code apart.
  serialBy: ({ connectionId }) => `radio.track-types:${connectionId}`,
  targetBy: ({ connectionId }) => `connection:${connectionId}`,
})

export function wantedType(typeCode: TypeCode): WantedType {
  const name = say(`track-type.${typeCode}`)
  const description = say(`track-type.${typeCode}.description`)
  // What is cut from talk, or from a spot that ends softly, is heard.
  return { typeCode, name, description, analyzesCuePoints: typeCode === 'MUS' }
}

/** Types that no code of the library stands for, and whose own code is not in use there for something else. */
export function missingTypes(maps: readonly TrackTypeMap[]): TypeCode[] {
  const there = maps.filter(({ goneAt, libraryTypeId }) => goneAt === null && libraryTypeId !== null)
  const taken = new Set(there.flatMap(({ code, typeCode }) => [code, typeCode]))
  return TypeCode.options.filter((typeCode) => !taken.has(typeCode))
}

const Params = z.object({
  connectionId: z.number().int(),
  code: z.string(),
  name: z.string(),
  description: z.string(),
  analyzesCuePoints: z.boolean(),
})

/** A request of milliseconds: what is not there then has not arrived. */
const SURE_AFTER_MS = 10_000

export interface TypePorts {
  openLibrary(connectionId: number): Promise<TrackLibrary>
  openTypes(connectionId: number): Promise<TrackTypes>
}

const fieldsOf = ({
  code,
  name,
  analyzesCuePoints,
}: Pick<TypeToMake, 'code' | 'name' | 'analyzesCuePoints'>): Fields => ({
  code,
  name,
  'cue-points': String(analyzesCuePoints),
})

/** A type is known by its code; an equal one that somebody made before counts as made. */
export function makeTrackType({ openLibrary, openTypes }: TypePorts): EffectExecutor<typeof Params> {
  return {
    kind: MAKE_TRACK_TYPE,
    params: Params,
    remoteKind: 'track-type',
    absenceIsSureAfterMs: SURE_AFTER_MS,
    async look({ connectionId, code }, { remoteRef, signal }) {
      const types = await (await openLibrary(connectionId)).listTypes(signal)
      const own = types.filter((type) => (remoteRef === null ? type.code === code : String(type.typeId) === remoteRef))
      const [type] = own
      if (type === undefined) return { is: 'absent' }
      if (own.length > 1) return { is: 'several', refs: own.map(({ typeId }) => String(typeId)) }
      return { is: 'there', ref: String(type.typeId), found: fieldsOf(type) }
    },
    async send({ connectionId, ...type }, { signal }) {
      return { ref: String(await (await openTypes(connectionId)).addType(type, signal)) }
    },
  }
}

export interface EnsureDeps extends TypePorts {
  db: Db
  clock: Clock
  deliveries: Deliveries
  describeConnection(connectionId: number): Promise<{ name: string }>
}

export function ensureTrackTypes(deps: EnsureDeps) {
  return async (payload: PayloadOf<typeof EnsureTrackTypes>, job: JobContext) => {
    const { stationId, connectionId, typeCodes } = payload
    const library = { stationId, connectionId }
    await assertSameLibrary(deps.db.read, library)
    const place = (await deps.describeConnection(connectionId)).name
    const deliveryIds: number[] = []
    for (const typeCode of typeCodes) {
      deliveryIds.push(await makeOne(deps, { library, typeCode, place }, job))
      job.progress({ current: deliveryIds.length, total: typeCodes.length, unit: 'types', message: typeCode })
    }
    const types = await (await deps.openLibrary(connectionId)).listTypes(job.signal)
    job.finishWith((tx) => takeOverTypes(tx, { library, types, now: deps.clock.now() }))
    return { deliveryIds }
  }
}

async function takeOverTypes(
  tx: Tx,
  { library, types, now }: { library: StationLibrary; types: readonly TrackType[]; now: number },
): Promise<void> {
  await assertSameLibrary(tx, library)
  await saveTypes(tx, library, { types, now })
  await alignTypes(tx, library, now)
}

/** @throws UnavailableError while the library does not show it */
async function makeOne(
  { db, deliveries }: EnsureDeps,
  { library, typeCode, place }: { library: StationLibrary; typeCode: TypeCode; place: string },
  job: JobContext,
): Promise<number> {
  const { stationId, connectionId } = library
  const { name, description, analyzesCuePoints } = wantedType(typeCode)
  const planned = await db.tx((tx) =>
    deliveries.plan(tx, {
      kind: MAKE_TRACK_TYPE,
      // A type that was taken away there later is made again by a later run.
      key: `track-type:${connectionId}:${typeCode}:${job.jobId}`,
      connectionId,
      target: `connection:${connectionId}`,
      place,
      label: typeCode,
      subject: `station:${stationId}`,
      params: { connectionId, code: typeCode, name, description, analyzesCuePoints },
      meant: fieldsOf({ code: typeCode, name, analyzesCuePoints }),
      actor: job.actor,
      runId: job.runId,
      jobId: job.jobId,
    }),
  )
  const { deliveryId } = planned.delivery
  const carried = await deliveries.carryOut(deliveryId, { signal: job.signal })
  if (carried.is === 'verified' || carried.is === 'sent') return deliveryId
  throw new UnavailableError('radio/not-sure-yet', { params: { deliveryId, label: typeCode, place } })
}
