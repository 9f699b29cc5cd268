import { z } from 'zod'
import { defineRoutes, Instant, RunStarted } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'
import { LIBRARY_KINDS, LIBRARY_NAME_LONGEST, TASK_NAMES } from './model.ts'
import { LibrarySettings, LibrarySettingsChange } from './settings/contract.ts'

export { LibrarySettings, LibrarySettingsChange } from './settings/contract.ts'

export const LibraryId = rowId('library')
export const KindOfLibrary = z.enum(LIBRARY_KINDS)
export const TaskOfLibrary = z.enum(TASK_NAMES)

const Name = z
  .string()
  .trim()
  .min(1)
  .max(LIBRARY_NAME_LONGEST)
  .regex(/^[^\p{C}]*$/u)

export const LibraryTaskView = z.object({
  task: TaskOfLibrary,
  scheduleId: z.number().int().nullable().describe('Its schedule; null while it does not run by itself'),
  cron: z.string().nullable(),
  nextAt: Instant.nullable(),
  lastAt: Instant.nullable(),
  lastRunId: z.number().int().nullable(),
})
export type LibraryTaskView = z.output<typeof LibraryTaskView>

export const LibraryView = z.object({
  libraryId: z.number().int(),
  kind: KindOfLibrary,
  name: z.string(),
  path: z.string(),
  isEnabled: z.boolean().describe('Switched off, nothing happens to it by itself'),
  settings: LibrarySettings,
  titles: z.record(z.string(), z.number().int()).describe('How many there are, by their kind'),
  tasks: z.array(LibraryTaskView),
  scanId: z.number().int().nullable().describe('The scan that is under way'),
  createdAt: Instant,
  changedAt: Instant,
  etag: z.string(),
})
export type LibraryView = z.output<typeof LibraryView>

const params = z.object({ libraryId: LibraryId })

export const libraryRoutes = defineRoutes('library.libraries', {
  list: {
    method: 'GET',
    path: '/api/v1/library/libraries',
    scope: 'read',
    summary: 'Collections of films, series and music',
    reply: z.object({ items: z.array(LibraryView) }),
  },
  get: {
    method: 'GET',
    path: '/api/v1/library/libraries/:libraryId',
    scope: 'read',
    summary: 'One library',
    params,
    reply: LibraryView,
  },
  add: {
    method: 'POST',
    path: '/api/v1/library/libraries',
    scope: 'config:write',
    summary: 'Make a folder a library',
    body: z.object({
      kind: KindOfLibrary,
      name: Name,
      path: z.string().trim().min(1).max(4096).describe('Absolute'),
      settings: LibrarySettingsChange.default({}),
    }),
    reply: LibraryView,
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/v1/library/libraries/:libraryId',
    scope: 'config:write',
    summary: 'Change a library (If-Match needed)',
    params,
    body: z.object({
      name: Name.optional(),
      isEnabled: z.boolean().optional(),
      settings: LibrarySettingsChange.optional(),
    }),
    reply: LibraryView,
  },
  remove: {
    method: 'DELETE',
    path: '/api/v1/library/libraries/:libraryId',
    scope: 'config:write',
    summary: 'Forget a library; every file stays where it is',
    params,
    reply: z.object({ removed: z.number().int() }),
  },
  runTask: {
    method: 'POST',
    path: '/api/v1/library/libraries/:libraryId/tasks/:task/run',
    scope: 'jobs:write',
    summary: 'Do now what else is done by the clock',
    params: params.extend({ task: TaskOfLibrary }),
    reply: RunStarted,
    status: 202,
  },
})
