import { z } from 'zod'
import { defineRoutes, RunStarted } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'
import { isTimeZone } from '../../kernel/time.ts'

const Zone = z
  .string()
  .max(100)
  .refine(isTimeZone, 'config/not-a-time-zone')
  .describe('IANA zone, such as Europe/Paris')
const Pattern = z.string().min(1).max(200).describe('{year}/{month:02d}/{day:02d}')
const Place = z.object({ local: z.string(), folder: z.string() })
const FolderCount = z.object({ folder: z.string(), count: z.number().int() })

export const ZonePreviewView = z.object({
  zone: z.string(),
  against: z.string(),
  files: z.number().int(),
  differ: z.number().int().describe('Files that would lie in another folder'),
  unreadable: z.number().int(),
  items: z
    .array(
      z.object({
        itemId: z.number().int(),
        name: z.string(),
        path: z.string(),
        /** Files of its asset: they go together. */
        files: z.number().int(),
        here: Place.describe('By `zone`'),
        there: Place.describe('By `against`'),
      }),
    )
    .describe('At most 500 of them'),
})
export type ZonePreviewView = z.output<typeof ZonePreviewView>

export const ResortPreviewView = z.object({
  pattern: z.string(),
  current: z.string().describe('The pattern by which new files are filed'),
  /** At most 2,000 folders each. */
  before: z.array(FolderCount),
  after: z.array(FolderCount),
  foldersBefore: z.number().int(),
  foldersAfter: z.number().int(),
  moves: z.number().int(),
  stays: z.number().int(),
  found: z.number().int().describe('Files that Patchbay did not file itself'),
  undated: z.number().int().describe('Of those, files whose date is read only when the plan is made'),
  /** A plan that waits for a person. */
  openPlanId: z.number().int().nullable(),
})
export type ResortPreviewView = z.output<typeof ResortPreviewView>

export const sortingRoutes = defineRoutes('archive.sorting', {
  previewZone: {
    method: 'GET',
    path: '/api/v1/archive/zone-preview',
    scope: 'read',
    summary: 'Which files of a batch, or of the intake, would lie elsewhere by another zone',
    query: z.object({
      zone: Zone,
      against: Zone.optional().describe('The zone in force when left out'),
      batchId: rowId('batch').optional(),
    }),
    reply: ZonePreviewView,
  },
  redate: {
    method: 'POST',
    path: '/api/v1/archive/items/redate',
    scope: 'files:move',
    summary: 'Read the dates of all that is not filed yet again, as after another zone was set',
    body: z.object({}).default({}),
    reply: z.object({ files: z.number().int() }),
  },
  previewResort: {
    method: 'GET',
    path: '/api/v1/archive/resort',
    scope: 'read',
    summary: 'What another folder pattern would make of the archive, in counts; nothing moves',
    query: z.object({ pattern: Pattern.optional(), includeFound: z.stringbool().default(false) }),
    reply: ResortPreviewView,
  },
  planResort: {
    method: 'POST',
    path: '/api/v1/archive/resort',
    scope: 'files:move',
    summary: 'Make the plan that moves the archive’s files to their folders by a pattern',
    body: z.object({
      pattern: Pattern,
      includeFound: z.boolean().default(false).describe('Also files that Patchbay did not file itself'),
      dryRun: z.boolean().default(true).describe('Only make the plan; nothing moves'),
    }),
    reply: RunStarted,
    status: 202,
  },
})
