import type { AppError } from '../../kernel/errors.ts'
import { definePort } from '../../kernel/port.ts'
import type { Episode, EpisodeChange, EpisodeField, EpisodeFilter, PlayoutShow, Show, ShowWindow } from './model.ts'

export { isWantedBy } from './model.ts'
export type { Episode, EpisodeChange, EpisodeField, EpisodeFilter, PlayoutShow, Show, ShowWindow } from './model.ts'

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

export interface ShowChanged {
  changed: Show
  /** Why it is not what was asked for, ready to be thrown. */
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
  /** As `changeEpisode`. @throws NotFoundError `radio/no-such-show` */
  changeShow(showId: string, change: Pick<Show, 'playoutShowId'>, signal: AbortSignal): Promise<ShowChanged>
  /** All, by id. */
  listShows(signal: AbortSignal): Promise<Show[]>
}

export const ProgrammeCms = definePort<ProgrammeCms>('radio.programme-cms')

/** When an episode was on air, epoch ms, and how often, as the CMS has it. What it has no field for is left out. */
export interface AiredFacts {
  firstAiredAt?: number | null
  lastAiredAt?: number | null
  plays?: number | null
  airCount?: number | null
}

/** Where a CMS keeps when an episode was on air. Errors as those of `ProgrammeCms`. */
export interface AiredCms {
  /** False where the connection says that this CMS has no place for it: nothing else is asked then. */
  readonly isTold: boolean
  find(episodeId: string, signal: AbortSignal): Promise<AiredFacts | undefined>
  /** May be repeated. @throws NotFoundError `radio/no-such-episode`, ConflictError while a person has a draft of it */
  write(episodeId: string, facts: AiredFacts, signal: AbortSignal): Promise<void>
}

export const AiredCms = definePort<AiredCms>('radio.aired-cms')

/**
 * Shows and their windows at the playout system. Lists are whole tables: there is no filter. A list that failed throws;
 * it is never empty. All calls throw `remote/…` errors, as `Egress` and `refusalIn` say.
 */
export interface PlayoutProgramme {
  /** By id. */
  listShows(signal: AbortSignal): Promise<PlayoutShow[]>
  /** One that is filled by us alone: not linked, and without a playlist of its own. Never repeat without a look. */
  addShow(show: { title: string; description: string }, signal: AbortSignal): Promise<PlayoutShow>
  /** Shows that have a rule, so that people can edit them there. */
  listShowsWithRule(signal: AbortSignal): Promise<ReadonlySet<number>>
  /** A rule that makes no windows by itself. @returns its id */
  addEmptyRule(
    rule: {
      playoutShowId: number
      /** `YYYY-MM-DD` and `HH:MM` on the station's clock. */
      airDate: string
      startsAtClock: string
      timeZone: string
      durationMs: number
    },
    signal: AbortSignal,
  ): Promise<number>
  /** Every one, also those that are removed; by start. */
  listWindows(signal: AbortSignal): Promise<ShowWindow[]>
  findWindow(windowId: number, signal: AbortSignal): Promise<ShowWindow | undefined>
  /** @param filledMs how much of it is planned, as its calendar shows it. Never repeat without a look. */
  addWindow(
    window: Pick<ShowWindow, 'playoutShowId' | 'startsAt' | 'endsAt' | 'description'> & {
      filledMs: number
      now: number
    },
    signal: AbortSignal,
  ): Promise<ShowWindow>
  /** With everything in it. Harmless when it is gone. */
  removeWindow(windowId: number, signal: AbortSignal): Promise<void>
}

export const PlayoutProgramme = definePort<PlayoutProgramme>('radio.playout-programme')
