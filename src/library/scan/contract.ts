import { z } from 'zod'
import { countedPageOf, defineRoutes, Instant, pageOf, PageQuery, Said } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'
import { LibraryId } from '../libraries/contract.ts'
import { NOTE_LEVELS, SAYABLE_USES, SCAN_MODES, SCAN_OUTCOMES, SCAN_PHASES } from './model.ts'

export const ScanId = rowId('scan')
export const FileId = rowId('file')
export const FolderId = rowId('folder')

const RelPath = z
  .string()
  .max(4096)
  .refine((path) => !path.split('/').some((name) => name === '.' || name === '..'))
  .refine((path) => !path.startsWith('/') && !path.includes('\0'))
  .describe('Below the folder of the library, parted by /')

const Steps = z
  .object({
    probe: z.boolean(),
    artwork: z.boolean(),
    cache: z.boolean(),
    enrich: z.boolean(),
    publish: z.boolean(),
  })
  .describe('What it does; as the library says unless told otherwise')

export const PhaseView = z.object({
  phase: z.enum(SCAN_PHASES),
  state: z.enum(['waiting', 'running', 'ended']),
  startedAt: Instant.nullable(),
  endedAt: Instant.nullable(),
  done: z.number().int(),
  total: z.number().int().nullable().describe('Null while it is not known'),
})

export const ScanView = z.object({
  scanId: z.number().int(),
  libraryId: z.number().int(),
  libraryName: z.string(),
  runId: z.number().int(),
  mode: z.enum(SCAN_MODES),
  folder: z.string().nullable(),
  steps: Steps,
  phase: z.enum([...SCAN_PHASES, 'ended']),
  phases: z.array(PhaseView),
  counts: z.record(z.string(), z.number().int()),
  outcome: z.enum(SCAN_OUTCOMES).nullable(),
  reason: Said.nullable().describe('Why it did not end as it should'),
  actor: z.string(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
})
export type ScanView = z.output<typeof ScanView>

export const NoteView = z.object({
  noteId: z.number().int(),
  level: z.enum(NOTE_LEVELS),
  says: Said,
  folderId: z.number().int().nullable(),
  titleId: z.number().int().nullable(),
  at: Instant,
})
export type NoteView = z.output<typeof NoteView>

export const FILE_KINDS = ['video', 'audio', 'image', 'nfo', 'subtitle', 'text', 'archive', 'other'] as const

export const UnknownFileView = z.object({
  fileId: z.number().int(),
  libraryId: z.number().int(),
  folderId: z.number().int(),
  titleId: z.number().int().nullable(),
  /** The title of the folder that it lies in. */
  title: z.string().nullable(),
  relPath: z.string(),
  kind: z.enum(FILE_KINDS),
  use: z.string(),
  size: z.number().int(),
  modifiedAt: Instant,
  firstSeenAt: Instant,
})
export type UnknownFileView = z.output<typeof UnknownFileView>

export const FolderView = z.object({
  folderId: z.number().int(),
  libraryId: z.number().int(),
  relPath: z.string(),
  state: z.enum(['new', 'read', 'failed', 'missing']),
  reason: Said.nullable(),
  said: z
    .object({
      isIgnored: z.boolean().optional(),
      title: z.string().optional(),
      year: z.number().int().optional(),
      ids: z.object({ tmdb: z.string(), imdb: z.string(), tvdb: z.string() }).partial().optional(),
      files: z.record(z.string(), z.object({ use: z.string(), language: z.string().nullish() })).optional(),
    })
    .nullable(),
  readAt: Instant.nullable(),
  missingSince: Instant.nullable(),
})
export type FolderView = z.output<typeof FolderView>

const Started = z.object({
  scanId: z.number().int(),
  runId: z.number().int(),
  isNew: z.boolean().describe('False when such a scan is under way already; it is that one then'),
})

const scanParams = z.object({ scanId: ScanId })

export const scanRoutes = defineRoutes('library.scans', {
  start: {
    method: 'POST',
    path: '/api/v1/library/libraries/:libraryId/scans',
    scope: 'jobs:write',
    summary: 'Scan a library, or one folder of it',
    params: z.object({ libraryId: LibraryId }),
    body: z.object({
      full: z.boolean().default(false).describe('Read folders that have not changed, too'),
      folder: RelPath.optional(),
      steps: Steps.partial().default({}),
      mostFolders: z.number().int().min(1).max(10_000_000).optional().describe('Read no more folders than this'),
      acceptMissing: z
        .number()
        .int()
        .min(0)
        .optional()
        .describe('It is right that so many titles are gone: do not ask again'),
    }),
    reply: Started,
    status: 202,
  },
  list: {
    method: 'GET',
    path: '/api/v1/library/scans',
    scope: 'read',
    summary: 'Scans, the newest first',
    query: PageQuery.extend({ libraryId: LibraryId.optional() }),
    reply: pageOf(ScanView),
  },
  get: {
    method: 'GET',
    path: '/api/v1/library/scans/:scanId',
    scope: 'read',
    summary: 'One scan with its phases and counts',
    params: scanParams,
    reply: ScanView,
  },
  notes: {
    method: 'GET',
    path: '/api/v1/library/scans/:scanId/notes',
    scope: 'read',
    summary: 'What a scan found on its way',
    params: scanParams,
    query: PageQuery.extend({ level: z.enum(NOTE_LEVELS).optional() }),
    reply: pageOf(NoteView),
  },
  cancel: {
    method: 'POST',
    path: '/api/v1/library/scans/:scanId/cancel',
    scope: 'jobs:write',
    summary: 'Stop a scan; what it has read stays',
    params: scanParams,
    reply: ScanView,
  },
  unknownFiles: {
    method: 'GET',
    path: '/api/v1/library/unknown-files',
    scope: 'read',
    summary: 'Files that nothing tells what they are',
    query: PageQuery.extend({
      libraryId: LibraryId.optional(),
      which: z.enum(['unknown', 'ignored']).default('unknown'),
      kind: z.enum(FILE_KINDS).optional(),
      text: z.string().trim().max(200).optional(),
    }),
    reply: countedPageOf(UnknownFileView),
  },
  sayFiles: {
    method: 'POST',
    path: '/api/v1/library/unknown-files/say',
    scope: 'jobs:write',
    summary: 'Say what files are, that they are to be ignored, or take it back (null)',
    body: z.object({
      fileIds: z.array(FileId).min(1).max(200),
      use: z.enum(SAYABLE_USES).nullable(),
      language: z
        .string()
        .regex(/^[a-z]{2,3}(?:-[A-Za-z]{2,4})?$/)
        .nullish(),
    }),
    reply: z.object({ changed: z.number().int() }),
  },
  getFolder: {
    method: 'GET',
    path: '/api/v1/library/folders/:folderId',
    scope: 'read',
    summary: 'What is known of a folder, and what a person said of it',
    params: z.object({ folderId: FolderId }),
    reply: FolderView,
  },
  sayFolder: {
    method: 'POST',
    path: '/api/v1/library/folders/:folderId/say',
    scope: 'jobs:write',
    summary: 'Say what a folder is; every scan follows it. Null takes a part back',
    params: z.object({ folderId: FolderId }),
    body: z.object({
      isIgnored: z.boolean().nullable().optional(),
      title: z.string().trim().min(1).max(500).nullable().optional(),
      year: z.number().int().min(1870).max(2200).nullable().optional(),
      ids: z
        .object({ tmdb: z.string().max(40), imdb: z.string().max(40), tvdb: z.string().max(40) })
        .partial()
        .nullable()
        .optional(),
    }),
    reply: FolderView,
  },
})
