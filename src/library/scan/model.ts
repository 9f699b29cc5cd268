import type { LibrarySettings } from '../libraries/settings/contract.ts'
import { ART_KINDS, type TitleIds } from '../titles/model.ts'

/** Words: `library.scan.mode.<mode>`. */
export const SCAN_MODES = ['changed', 'full', 'folder'] as const
export type ScanMode = (typeof SCAN_MODES)[number]

/** Words: `library.scan.phase.<phase>`. */
export const SCAN_PHASES = ['discovering', 'reading', 'caching', 'enriching', 'publishing'] as const
export type ScanPhase = (typeof SCAN_PHASES)[number]

export const SCAN_OUTCOMES = ['done', 'cancelled', 'failed'] as const
export type ScanOutcome = (typeof SCAN_OUTCOMES)[number]

/** What a scan does; the library's settings unless said. */
export type ScanSteps = LibrarySettings['steps']

export interface ScanOptions {
  steps: ScanSteps
  /** Reads no more folders than this; null for all. */
  mostFolders: number | null
  /** Below the root, of a scan of one folder. */
  folder: string | null
  /** A person said that so many titles may be gone. */
  acceptMissing: number
  /** What another program said of the folder; null when nobody did. */
  told: ToldOfFolder | null
}

export interface ToldOfFolder {
  ids: TitleIds
  /** Its titles are gone: when nothing is there, that is believed at once. */
  isGone: boolean
}

/** When each phase began and ended; a phase that is missing was not needed. */
export type PhaseTimes = Partial<Record<ScanPhase, { startedAt: number; endedAt: number | null }>>

/** Counters of a scan, each only ever added to. Words: `library.scan.count.<name>`. */
export const COUNT_NAMES = [
  'folders.found',
  'folders.queued',
  'folders.read',
  'folders.failed',
  'titles.added',
  'titles.changed',
  'titles.missing',
  'titles.moved',
  'files.seen',
  'files.unknown',
  'files.probed',
  'artwork.found',
  'caching.queued',
  'caching.jobs',
  'enriching.queued',
  'enriching.jobs',
  'enriching.waiting',
  'publishing.queued',
  'publishing.jobs',
  'notes.bad',
  'notes.warn',
  'notes.info',
] as const
export type CountName = (typeof COUNT_NAMES)[number]
export type Counts = Partial<Record<CountName, number>>

export const NOTE_LEVELS = ['bad', 'warn', 'info'] as const
export type NoteLevel = (typeof NOTE_LEVELS)[number]

/** What a scan found on its way that a person may want to know. */
export interface Note {
  level: NoteLevel
  /** Words: `reason.<code>`. */
  code: string
  params: Readonly<Record<string, string | number | boolean | null>>
}

/** Uses of a file that a person may give it; `ignored` is one, too. */
export const SAYABLE_USES = ['ignored', 'main', 'trailer', 'extra', 'sample', 'subtitle', ...ART_KINDS] as const
export type SayableUse = (typeof SAYABLE_USES)[number]

/** What of a folder's word is told of the title that has the folder. */
export const SPOKEN_PARTS = ['title', 'year', 'ids'] as const
export type SpokenPart = (typeof SPOKEN_PARTS)[number]
export type SpokenWord = Pick<FolderWord, SpokenPart | 'spoken'>

/** What a person said of a folder; every scan follows it. */
export interface FolderWord {
  /** Nothing in it is a title. */
  isIgnored?: boolean
  title?: string
  year?: number
  ids?: { tmdb?: string; imdb?: string; tvdb?: string }
  /** Who said what of its title, and when: what is said of the title itself later counts more. */
  spoken?: Partial<Record<SpokenPart, { by: string; at: number }>>
  /** Of files, by their path below the folder. */
  files?: Readonly<Record<string, { use: SayableUse; language?: string | null }>>
}

export const parseWord = (json: string | null): FolderWord => (json === null ? {} : (JSON.parse(json) as FolderWord))
