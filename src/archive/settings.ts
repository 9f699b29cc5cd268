import { resolve } from 'node:path'
import { z } from 'zod'
import { folderPath } from '../config/marks.ts'
import { InvalidInputError } from '../kernel/errors.ts'
import { isTimeZone } from '../kernel/time.ts'
import { misplacedFolders, type NamedFolder } from './folders-apart.ts'
import { parseFolderPattern } from './sorting/folder-pattern.ts'

const folder = folderPath(z.string().min(1).max(1000))
const zone = z.string().refine(isTimeZone, { message: 'config/not-a-time-zone' })

/** A pattern that can't be followed is refused when it is set, not when the next batch is sorted. */
const folderPattern = z
  .string()
  .min(1)
  .max(200)
  .superRefine((text, context) => {
    try {
      parseFolderPattern(text)
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error
      context.addIssue({ code: 'custom', message: error.code, params: error.params })
    }
  })

/** The words of the media pipeline's configuration, below `archive:`. Relative folders are below the data folder. */
export const archiveSettings = z.strictObject({
  paths: z
    .strictObject({
      source_dir: folder.default('inbox').describe('Where files arrive'),
      duplicates_dir: folder.default('duplicates').describe('Where duplicates are kept aside'),
      batch_dir: folder.default('batches').describe('Where batches wait to be sorted'),
      sorted_dir: folder.default('archive').describe('The archive: a tree by date'),
      trash_dir: folder.default('trash').describe('Where removed files stay until they expire'),
    })
    .prefault({}),
  intake: z
    .strictObject({
      watch: z.boolean().default(true).describe('Notice new files by themselves'),
      mode: z
        .enum(['auto', 'review'])
        .optional()
        .describe(
          'auto files by itself; review waits for you. Unless set: auto for data/inbox, review for any other folder',
        ),
      settle_sec: z
        .number()
        .int()
        .min(1)
        .max(86_400)
        .optional()
        .describe('Seconds that a file must lie still before it counts as complete'),
      reconcile_minutes: z
        .number()
        .int()
        .min(1)
        .max(1440)
        .default(10)
        .describe('A full look at the folder at least this often'),
      more: z
        .array(
          z.strictObject({
            folder,
            mode: z.enum(['auto', 'review']).default('review'),
            settle_sec: z.number().int().min(1).max(86_400).default(30),
          }),
        )
        .max(50)
        .default([])
        .describe('Further folders where files arrive'),
    })
    .prefault({}),
  dedup: z
    .strictObject({
      duplicates: z.enum(['aside', 'keep', 'trash']).default('aside').describe('What happens to exact duplicates'),
      compare_archive: z
        .boolean()
        .default(true)
        .describe('Compare new files with all that lies in the archive, also with what was not filed by Patchbay'),
    })
    .prefault({}),
  batch: z
    .strictObject({
      selection_mode: z.enum(['size', 'files']).default('size').describe('What limits a batch'),
      max_size_gb: z.number().positive().max(100_000).default(15).describe('Most gigabytes (GiB) in a batch'),
      max_files: z
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .default(500)
        .describe('Most files in a batch, when files limit it'),
      naming_pattern: z
        .string()
        .regex(/^[\w-]*\{index(:0\dd)?\}[\w-]*$/, { message: 'archive/bad-batch-name' })
        .default('batch_{index:03d}')
        .describe('Name of a batch folder'),
      allow_parallel: z.boolean().default(false).describe('Make a new batch while another is not sorted yet'),
    })
    .prefault({}),
  sorter: z
    .strictObject({
      folder_pattern: folderPattern.default('{year}/{month:02d}/{day:02d}').describe('Folders by capture date'),
      exif_fallback: z.boolean().default(true).describe('Use the file time where nothing better is known'),
      timezone: zone.optional().describe('Zone of videos that only know UTC; the server’s zone unless set'),
    })
    .prefault({}),
  integrity: z
    .strictObject({
      share_percent: z
        .number()
        .positive()
        .max(100)
        .default(4)
        .describe('Percent of the archive’s bytes that are read each night; 4 reads all of it in 25 nights'),
      hours: z.number().positive().max(24).default(4).describe('Hours that the nightly check may take'),
      max_mb_per_s: z
        .number()
        .positive()
        .max(100_000)
        .optional()
        .describe('Most megabytes a second that a check reads; as fast as it can unless set'),
      read_filed: z
        .boolean()
        .default(true)
        .describe('Read files back once they are filed, so that their copy in the archive counts as verified'),
    })
    .prefault({}),
  safe: z
    .strictObject({
      copies: z
        .enum(['archive', 'archive-and-peer', 'as-set-up'])
        .default('as-set-up')
        .describe(
          'Verified copies that make a file safe to delete elsewhere. as-set-up: the archive’s, and the peer’s once syncing is set up',
        ),
    })
    .prefault({}),
  syncing: z
    .strictObject({
      connection: z
        .string()
        .min(1)
        .max(100)
        .optional()
        .describe(
          'Name of the connection that keeps the batch folder the same on another machine; none: nothing is synced',
        ),
      sort_mode: z
        .enum(['copy', 'move'])
        .default('copy')
        .describe(
          'copy leaves the files in the batch folder. move takes them out of it, and then the other machine deletes its copies',
        ),
      batch_dir_in_folder: z
        .string()
        .max(1000)
        .regex(/^[^/].*[^/]$|^[^/]?$/, { message: 'archive/bad-path-in-folder' })
        .optional()
        .describe('Path of the batch folder within the shared folder; worked out from both paths unless set'),
      poll_interval_sec: z
        .number()
        .int()
        .min(1)
        .max(3600)
        .default(10)
        .describe('Seconds between two looks at how far the other machine is'),
      stalled_after_sec: z
        .number()
        .int()
        .min(5)
        .max(604_800)
        .default(900)
        .describe('Seconds without progress after which a person is asked'),
    })
    .prefault({}),
  cleanup: z
    .strictObject({
      trash_days: z.number().int().min(1).max(3650).default(30).describe('Days that removed files can be brought back'),
    })
    .prefault({}),
})

export type ArchiveSettings = z.output<typeof archiveSettings>

const DEFAULT_PATHS = archiveSettings.parse({}).paths

/** Every folder that the archive takes. */
export function namedFolders({ paths, intake }: ArchiveSettings): NamedFolder[] {
  const own = (Object.keys(DEFAULT_PATHS) as (keyof typeof paths)[]).map((name) => ({
    path: ['paths', name],
    folder: paths[name],
    isDefault: paths[name] === DEFAULT_PATHS[name],
  }))
  const more = intake.more.map(({ folder: one }, at) => ({
    path: ['intake', 'more', at, 'folder'],
    folder: one,
    isDefault: false,
  }))
  return [...own, ...more]
}

/** The settings of an archive whose relative folders are below `dataFolder`: folders that can never work are refused. */
export const archiveSettingsIn = (dataFolder: string): typeof archiveSettings =>
  archiveSettings.superRefine((settings, context) => {
    const of = (one: string): string => resolve(dataFolder, one)
    for (const { path, code, params } of misplacedFolders(namedFolders(settings), { of, dataFolder }))
      context.addIssue({ code: 'custom', message: code, path: [...path], params })
  })

/** What a run keeps as it was when the run started, however the settings change meanwhile. */
export const runSettings = archiveSettings.pick({
  dedup: true,
  batch: true,
  syncing: true,
  sorter: true,
  cleanup: true,
})
export type RunSettings = z.output<typeof runSettings>
