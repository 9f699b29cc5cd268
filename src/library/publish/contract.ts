import { z } from 'zod'
import { defineRoutes, Instant, PageQuery, pageOf, RunStarted, Said } from '../../kernel/contract.ts'
import { rowId } from '../../kernel/ids.ts'

const TitleId = rowId('title')
const LibraryId = rowId('library')
export const KeptFileId = rowId('kept file')
const count = z.number().int()

export const PublishStepView = z.object({
  act: z.enum(['write', 'replace', 'take-over', 'discard', 'same', 'keep', 'wait']),
  /** The act in words. */
  text: z.string(),
  kind: z.string().describe('nfo, or the kind of artwork'),
  relPath: z.string().describe('Below the folder of the library'),
  reason: Said.nullable().describe('Why it stays'),
})
export type PublishStepView = z.output<typeof PublishStepView>

export const PublicationView = z.object({
  titleId: count,
  title: z.string(),
  steps: z.array(PublishStepView),
  last: z
    .object({ at: Instant, actor: z.string(), runId: count.nullable(), canUndo: z.boolean() })
    .nullable()
    .describe('The last publication that was not taken back'),
})
export type PublicationView = z.output<typeof PublicationView>

export const KeptFileView = z.object({
  keptId: count,
  libraryId: count,
  titleId: count,
  title: z.string(),
  relPath: z.string(),
  kind: z.string(),
  reason: Said,
  isLeft: z.boolean(),
  at: Instant,
})
export type KeptFileView = z.output<typeof KeptFileView>

const ofTitle = '/api/v1/library/titles/:titleId/publication'
const params = z.object({ titleId: TitleId })

export const publishRoutes = defineRoutes('library.publish', {
  preview: {
    method: 'GET',
    path: ofTitle,
    scope: 'read',
    summary: 'What publishing a title would write, keep and leave; changes nothing',
    params,
    reply: PublicationView,
  },
  publish: {
    method: 'POST',
    path: ofTitle,
    scope: 'files:move',
    summary: 'Write the NFO and the chosen artwork of a title beside its media',
    params,
    body: z.object({
      takeOver: z
        .array(z.string().min(1).max(4096))
        .max(200)
        .default([])
        .describe('Files of other people that are given over; a copy of each stays in the trash'),
    }),
    reply: RunStarted,
    status: 202,
  },
  undo: {
    method: 'POST',
    path: `${ofTitle}/undo`,
    scope: 'files:move',
    summary: 'Take the last publication of a title back',
    params,
    body: z.object({}).default({}),
    reply: z.object({
      files: z.array(z.object({ relPath: z.string(), outcome: z.enum(['undone', 'stayed']) })),
    }),
  },
  listKept: {
    method: 'GET',
    path: '/api/v1/library/kept-files',
    scope: 'read',
    summary: 'Files of people that stand where Patchbay would write, the newest first',
    query: PageQuery.extend({
      libraryId: LibraryId.optional(),
      left: z.enum(['yes', 'no']).default('no').describe('yes: those that a person said shall stay'),
    }),
    reply: pageOf(KeptFileView),
  },
  leaveKept: {
    method: 'POST',
    path: '/api/v1/library/kept-files/leave',
    scope: 'files:move',
    summary: 'Say that files shall stay as they are, or take that back',
    body: z.object({ keptIds: z.array(KeptFileId).min(1).max(200), isLeft: z.boolean().default(true) }),
    reply: z.object({ changed: count }),
  },
})
