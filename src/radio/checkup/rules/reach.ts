import { clockAt } from '../../../kernel/time.ts'
import type { Look, Rule, Seen, Symptoms, Verdict } from '../model.ts'
import type { Door } from '../ports.ts'
import { codeOf, found, given, unknown, WELL } from './verdicts.ts'

const WEB_PAGE = 'remote/web-page'
const KEY_REFUSED = 'remote/key-refused'
const GATEWAY = 'remote/gateway'

/** Questions that are answered with data, whoever is asked. */
const dataLooks = (s: Symptoms): Look<unknown>[] => [
  s.key,
  s.isNewEnough,
  s.timeZone,
  s.files,
  s.shows,
  s.windows,
  s.rows,
]

const seenAt = ({ host, status, said, hop }: Door): Seen => ({
  code: hop === null ? 'answered' : 'answered-by',
  params: { host, status, said, hop: hop ?? '' },
})

/** Somebody in between answers with a page of his own. */
export const challenge: Rule = {
  code: 'challenge',
  fault: 'F05',
  isMomentary: true,
  judge: (symptoms) =>
    given(symptoms.door, (door) => {
      if (door.kind === 'page') return found('bad', [seenAt(door)], { host: door.host })
      const spoiled = dataLooks(symptoms).find((look) => codeOf(look) === WEB_PAGE)
      if (spoiled === undefined || spoiled.isKnown) return WELL
      return found('bad', [{ code: 'answered', params: { said: '', ...spoiled.why.params } }], { host: door.host })
    }),
}

/** The address is not that of the whole service, or somebody uses the wrong way to upload. */
export const wrongEndpoint: Rule = {
  code: 'wrong-endpoint',
  fault: 'F03',
  judge: (symptoms) =>
    given(symptoms.door, (door) => {
      const { host } = door
      if (door.kind === 'moved')
        return found('bad', [{ code: 'moved', params: { host, to: door.movedTo ?? '' } }], { host })
      if (door.kind === 'other') return found('bad', [seenAt(door)], { host })
      if (door.kind === 'page')
        return unknown({ code: WEB_PAGE, params: { host, status: door.status, said: door.said } })
      const { uploadDoor } = symptoms
      if (!uploadDoor.isKnown && uploadDoor.why.params['status'] === 404)
        return found('bad', [{ code: 'no-upload-door', params: { host } }], { host })
      return bareRows(symptoms, host)
    }),
}

function bareRows({ files }: Symptoms, host: string): Verdict {
  return given(files, (all) => {
    const bare = all.filter(({ madeBy, state }) => madeBy === 'bare' && state !== 'usable')
    if (bare.length === 0) return WELL
    const seen = bare.map(({ fileId, title }): Seen => ({ code: 'bare-row', params: { fileId, title } }))
    return found('warn', seen, { host })
  })
}

/** The part that takes uploads is not behind its web server any more; the rest works. */
export const staleUpstream: Rule = {
  code: 'stale-upstream',
  fault: 'F02',
  isMomentary: true,
  judge({ door, key, uploadDoor }) {
    if (uploadDoor.isKnown) return WELL
    if (!door.isKnown || door.value.kind !== 'api' || !key.isKnown || codeOf(uploadDoor) !== GATEWAY)
      return unknown(uploadDoor.why)
    const { host } = door.value
    const { status = 502 } = uploadDoor.why.params
    return found('bad', [{ code: 'gateway', params: { host, status } }], { host })
  },
}

/** The key is another one than the one that the service was set up with. */
export const keyRefused: Rule = {
  code: 'key-refused',
  fault: 'F07',
  judge({ door, key, uploadDoor, connection }) {
    const host = door.isKnown ? door.value.host : ''
    const place = connection.isFromEnvironment ? 'LIBRETIME_API_KEY' : connection.name
    const refused = [
      { look: key, code: 'key-refused-api' },
      { look: uploadDoor, code: 'key-refused-uploads' },
    ].filter(({ look }) => codeOf(look) === KEY_REFUSED)
    if (refused.length > 0)
      return found(
        'bad',
        refused.map(({ code }) => ({ code, params: { host } })),
        { host, place },
      )
    return given(key, () => WELL)
  },
}

export const tooOld: Rule = {
  code: 'too-old',
  fault: null,
  judge: ({ isNewEnough, door }) =>
    given(isNewEnough, (isOk) =>
      isOk ? WELL : found('bad', [{ code: 'filter-ignored', params: { host: door.isKnown ? door.value.host : '' } }]),
    ),
}

/** Uploads take the way through a service that cuts them off above its own limit. */
export const uploadLimit: Rule = {
  code: 'upload-limit',
  fault: 'F04',
  judge: ({ door }) =>
    given(door, (answered) => {
      const { host, kind, hop, status, said } = answered
      if (kind !== 'api') return unknown({ code: WEB_PAGE, params: { host, status, said } })
      if (hop === null) return WELL
      return found('warn', [{ code: 'through', params: { host, hop } }], { host, hop })
    }),
}

const SKEW_WARN_MS = 30_000
const SKEW_BAD_MS = 5 * 60_000
/** `Date` has whole seconds. */
const GRAIN_MS = 1000

export const clockSkew: Rule = {
  code: 'clock-skew',
  fault: null,
  judge: ({ door }) =>
    given(door, ({ host, clockAt: theirs, askedAt, answeredAt }) => {
      if (theirs === null) return unknown({ code: 'radio/checkup-no-clock', params: { host } })
      // Their clock was read at some instant between the question and the answer.
      const ahead = Math.max(0, theirs - answeredAt)
      const behind = Math.max(0, askedAt - (theirs + GRAIN_MS))
      const skewMs = Math.max(ahead, behind)
      if (skewMs < SKEW_WARN_MS) return WELL
      const params = { host, seconds: Math.round(skewMs / 1000) }
      const seen: Seen = { code: ahead > 0 ? 'clock-ahead' : 'clock-behind', params }
      return found(skewMs >= SKEW_BAD_MS ? 'bad' : 'warn', [seen], params)
    }),
}

const DAY_MS = 86_400_000
const YEAR_DAYS = 366

export const zonesDiffer: Rule = {
  code: 'zones-differ',
  fault: null,
  judge: (symptoms) =>
    given(symptoms.timeZone, (theirs) => {
      const ours = symptoms.station.timeZone
      const apart = firstDayApart(ours, theirs, symptoms.at)
      if (apart === undefined) return WELL
      const params = { ours, theirs }
      return found(
        'bad',
        [{ code: 'zones', params: { ...params, day: new Date(apart).toISOString().slice(0, 10) } }],
        params,
      )
    }),
}

/** Zones have several names, and are the same to a station when their clocks agree on each day of the coming year. */
function firstDayApart(ours: string, theirs: string, at: number): number | undefined {
  if (ours === theirs) return undefined
  for (let day = 0; day < YEAR_DAYS; day += 1) {
    const when = at + day * DAY_MS
    if (clockAt(when, ours).offsetMinutes !== clockAt(when, theirs).offsetMinutes) return when
  }
  return undefined
}
