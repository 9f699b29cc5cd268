import type { AppError } from '../../kernel/errors.ts'
import { definePort } from '../../kernel/port.ts'
import type { Episode, EpisodeChange, EpisodeField, EpisodeFilter, Show } from './model.ts'

export type { Episode, EpisodeChange, EpisodeField, EpisodeFilter, Show } from './model.ts'

export interface CmsIdentity {
  userId: string
  /** As a person knows it. */
  name: string
}

export interface Page {
  /** From 1. */
  number: number
  /** 1 to 500. */
  size: number
}

export interface EpisodePage {
  episodes: Episode[]
  /** Null after the last one. */
  nextPage: number | null
}

export interface EpisodeChanged {
  /** As the CMS gave it back. */
  changed: Episode
  /** Fields that are not what was asked for, although the CMS said yes; the others are. */
  dropped: readonly EpisodeField[]
  /** Why, with the fields in the words of the CMS, ready to be thrown; undefined when nothing was dropped. */
  refusal: AppError | undefined
}

/**
 * The CMS in which people plan and describe the programme. All calls throw `remote/…` errors, as `Egress` and
 * `refusalIn` say. Nothing is told, nor said to be absent, unless the CMS knew who asked: one that no longer takes the
 * key shows a stranger's view.
 */
export interface ProgrammeCms {
  /** What this CMS has a field for; nothing else can be written. */
  readonly fields: readonly EpisodeField[]
  /** @throws CredentialsRefusedError `remote/key-refused` when the CMS takes us for a stranger */
  identify(signal: AbortSignal): Promise<CmsIdentity>
  findEpisode(episodeId: string, signal: AbortSignal): Promise<Episode | undefined>
  /** By id: one page of them, or without a page all that match. */
  listEpisodes(filter: EpisodeFilter, options: { signal: AbortSignal; page?: Page }): Promise<EpisodePage>
  /**
   * Writes what differs, and compares what comes back. May be repeated: what is so already is not written again.
   * @throws NotFoundError `radio/no-such-episode`, ConflictError when a person's unfinished draft would be lost,
   * RejectedError with the CMS's words on each field that it refused
   */
  changeEpisode(episodeId: string, change: EpisodeChange, signal: AbortSignal): Promise<EpisodeChanged>
  findShow(showId: string, signal: AbortSignal): Promise<Show | undefined>
  /** All, by id. */
  listShows(signal: AbortSignal): Promise<Show[]>
}

export const ProgrammeCms = definePort<ProgrammeCms>('radio.programme-cms')
