import type { Params } from '../../kernel/errors.ts'

/** Who answered at the address, and how. */
export interface Door {
  host: string
  /**
   * `api`: what was asked for. `page`: a web page of somebody else, such as a challenge or a sign-in. `moved`: elsewhere.
   * `other`: something that is not this service.
   */
  kind: 'api' | 'page' | 'moved' | 'other'
  status: number
  /** The service in between that can be told by its answers. */
  hop: 'Cloudflare' | null
  /** The host that `moved` leads to. */
  movedTo: string | null
  /** The beginning of what was answered, as one line of plain text. */
  said: string
  /** The clock at the other side, epoch ms, whole seconds; null when the answer names none. */
  clockAt: number | null
  /** By our clock, epoch ms. */
  askedAt: number
  answeredAt: number
}

/** A row of the playout library. */
export interface CheckedFile {
  fileId: number
  title: string
  state: 'usable' | 'pending' | 'failed' | 'missing'
  /** How the row was made: `upload` brings bytes, `bare` is a row for which nothing was ever sent. */
  madeBy: 'upload' | 'bare'
  createdAt: number | null
  /** Null while it is not known. */
  lengthMs: number | null
  /** Where the library itself ends it; null when it says nothing. */
  cueOutMs: number | null
}

/** One airing of a show. */
export interface CheckedWindow {
  windowId: number
  showId: number
  startsAt: number
  endsAt: number
  isCancelled: boolean
  /** The library has put its automatic playlist in. */
  isFilled: boolean
}

export interface CheckedShow {
  showId: number
  name: string
  /** A live source is expected. */
  isLive: boolean
  /** An automatic playlist fills it shortly before air. */
  fillsItself: boolean
  /** Its windows share their content. */
  isLinked: boolean
}

/** One planned item; times and offsets as a reader gets them, in ms. */
export interface CheckedRow {
  rowId: number
  windowId: number
  fileId: number | null
  streamId: number | null
  startsAt: number
  endsAt: number
  cueInMs: number
  cueOutMs: number
  hasFadeIn: boolean
  hasFadeOut: boolean
  /** The playout has said that it began. */
  wasPlayed: boolean
}

/** Epoch ms. */
export interface Span {
  from: number
  to: number
}

/** What the key of a CMS may do with the episodes. */
export interface CmsRights {
  /** Undefined when the CMS takes us for a stranger. */
  user: string | undefined
  collection: string
  mayUpdate: boolean
  /** Fields that are needed and may not be written. */
  refusedFields: readonly string[]
}

/** What one question brought: an answer, or why there is none. A question that failed says nothing about the station. */
export type Look<T> = { isKnown: true; value: T } | { isKnown: false; why: Why }

/** An error's code, in words at `error.<code>`. */
export interface Why {
  code: string
  params: Params
}

/** Everything that a checkup saw, before anything is concluded from it. */
export interface Symptoms {
  station: { name: string; timeZone: string }
  /** Of the playout library's connection. */
  connection: { name: string; isFromEnvironment: boolean }
  /** By our clock, epoch ms. */
  at: number
  /** The next day of the programme. */
  span: Span
  door: Look<Door>
  key: Look<true>
  uploadDoor: Look<true>
  isNewEnough: Look<boolean>
  timeZone: Look<string>
  files: Look<readonly CheckedFile[]>
  /** Those that are planned, by id; one that is not there is not in the library. */
  planned: Look<ReadonlyMap<number, CheckedFile>>
  shows: Look<readonly CheckedShow[]>
  windows: Look<readonly CheckedWindow[]>
  rows: Look<readonly CheckedRow[]>
  audio: Look<AudioLook>
  /** One for each CMS that is connected. */
  cms: readonly { name: string; rights: Look<CmsRights> }[]
}

export interface AudioLook {
  gone: ReadonlySet<number>
  /** Why the audio of others could not be asked for. */
  unasked: Why | undefined
  /** How many files were left out, since only so many are asked for. */
  leftOut: number
}

/** One thing that was seen, in words at `checkup.seen.<code>`. */
export interface Seen {
  code: string
  params: Params
}

export type FoundLevel = 'bad' | 'warn'

export type Verdict =
  | { kind: 'found'; level: FoundLevel; params: Params; seen: readonly Seen[] }
  | { kind: 'well' }
  /** It can't be told; never the same as well. */
  | { kind: 'unknown'; why: Why }
  /** There is nothing that could be looked at. */
  | { kind: 'off' }

/** From symptoms to a diagnosis. Its words stand at `checkup.<code>`, the steps of its cure at `checkup.<code>.cure.1` and on. */
export interface Rule {
  /** Stands in rows: never renamed. */
  code: string
  /** Its number in the list of faults that were met at real stations. */
  fault: string | null
  /** A restart looks the same: a card waits for the second look. */
  isMomentary?: true
  judge(symptoms: Symptoms): Verdict
}

/** What became of a rule at a station. */
export interface Judged {
  code: string
  verdict: Verdict
  /** Since when it is found; kept while it can't be told. */
  since: number | null
}

/** The last checkup of a station. */
export interface Checkup {
  stationId: number
  connectionId: number
  lookedAt: number
  tookMs: number
  judged: readonly Judged[]
}

export interface OpenedCms {
  name: string
  rights(signal: AbortSignal): Promise<CmsRights>
}
