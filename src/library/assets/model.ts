import type { Params } from '../../kernel/errors.ts'
import type { ArtKind, TitleKind } from '../titles/model.ts'

export const CANDIDATE_SOURCES = ['local', 'provider', 'upload'] as const
export type CandidateSource = (typeof CANDIDATE_SOURCES)[number]
export const CANDIDATE_STATES = ['open', 'chosen', 'rejected'] as const
export type CandidateState = (typeof CANDIDATE_STATES)[number]

/** Contents in the cache. */
export interface Blob {
  sha256: string
  ending: Ending
  size: number
  width: number | null
  height: number | null
  /** See `media/images/look.ts`. */
  look: string | null
  damagedSince: number | null
}

/** A picture that may stand for a title. */
export interface Candidate {
  candidateId: number
  libraryId: number
  titleId: number
  kind: ArtKind
  source: CandidateSource
  /** Of a file its path below the root, of a provider its path there, of an upload its hash. */
  ref: string
  provider: string | null
  language: string | null
  width: number | null
  height: number | null
  votes: number | null
  voteAverage: number | null
  score: number | null
  sha256: string | null
  twinOf: number | null
  state: CandidateState
  chosenBy: string | null
  place: number | null
  /** Why it is not chosen by itself, or could not be taken into the cache. */
  reason: { code: string; params: Params } | null
}

/** A title as far as its artwork goes. */
export interface ArtOwner {
  titleId: number
  libraryId: number
  kind: TitleKind
  title: string
  year: number | null
  locks: readonly string[]
  posterSha256: string | null
  version: number
  deletedAt: number | null
}

export const ENDINGS = ['jpg', 'png', 'webp', 'gif'] as const
export type Ending = (typeof ENDINGS)[number]

export const ENDING_OF: Readonly<Record<'jpeg' | 'png' | 'webp' | 'gif', Ending>> = {
  jpeg: 'jpg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
}
export const CONTENT_TYPE_OF: Readonly<Record<Ending, string>> = {
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
}

/** A poster of 40 MB is a mistake, and a file of 1 GB is no picture. */
export const LARGEST_PICTURE = 40 * 1024 * 1024
/** `auto` beside the actors. */
export const AUTO = 'auto'
/** Of a title that was removed, until its pictures may go. */
export const KEPT_AFTER_REMOVAL_MS = 30 * 86_400_000
/** A picture that nothing uses is kept for so long, so that no work that is under way loses it. */
export const KEPT_UNUSED_MS = 86_400_000

/** In pixels; few, so that each picture is made small a few times only. */
export const WIDTHS = [92, 185, 342, 780, 1280] as const
export type Width = (typeof WIDTHS)[number]
