import { z } from 'zod'
import { defineRoutes, Instant } from '../../kernel/contract.ts'
import { decimal, rowId } from '../../kernel/ids.ts'

export const SenderFolderId = rowId('sender folder')

const Id = z.number().int()
const IdIn = z.number().int().positive().max(Number.MAX_SAFE_INTEGER)
const ToldFolder = z
  .string()
  .trim()
  .min(1)
  .max(4000)
  .regex(/^(?:\/|[A-Za-z]:[\\/]|\\\\)[^\0]*$/, 'a whole path, such as /movies or D:\\Movies')
  .describe('As the sender calls it: a whole path, such as /movies or D:\\Movies')

export const SenderFolderView = z.object({
  folderId: Id,
  sourceId: Id.describe('The sender, among the incoming webhooks'),
  toldFolder: z.string().describe('As the sender calls it'),
  libraryId: Id,
  libraryName: z.string(),
  rootPath: z.string().describe('The same folder on this machine'),
  createdAt: Instant,
})
export type SenderFolderView = z.output<typeof SenderFolderView>

export const TriedFolder = z.object({
  folder: z.string(),
  found: z
    .object({
      libraryId: Id,
      libraryName: z.string(),
      path: z.string().describe('On this machine'),
      isThere: z.boolean().describe('Whether a folder is there now'),
      by: z.enum(['said', 'same-path']).describe('said: by what a person said of the sender’s folders'),
    })
    .nullable()
    .describe('Null: in none of the libraries'),
  proposals: z
    .array(z.object({ toldFolder: z.string(), libraryId: Id, libraryName: z.string() }))
    .describe('What could be said: a library that has a folder of this name'),
})
export type TriedFolder = z.output<typeof TriedFolder>

export const incomingRoutes = defineRoutes('library.incoming', {
  listFolders: {
    method: 'GET',
    path: '/api/v1/library/sender-folders',
    scope: 'read',
    summary: 'Which folders of Radarr, Sonarr and Lidarr are which libraries',
    query: z.object({ sourceId: decimal(IdIn).optional() }),
    reply: z.object({ items: z.array(SenderFolderView) }),
  },
  sayFolder: {
    method: 'PUT',
    path: '/api/v1/library/sender-folders',
    scope: 'config:write',
    summary: 'Say which library a folder of a sender is; the library is then looked through for what was missed',
    body: z.object({ sourceId: IdIn, toldFolder: ToldFolder, libraryId: IdIn }),
    reply: SenderFolderView,
  },
  forgetFolder: {
    method: 'DELETE',
    path: '/api/v1/library/sender-folders/:folderId',
    scope: 'config:write',
    summary: 'Forget what was said of a folder',
    params: z.object({ folderId: SenderFolderId }),
    reply: z.object({ forgotten: Id }),
  },
  tryFolder: {
    method: 'POST',
    path: '/api/v1/library/sender-folders/try',
    scope: 'read',
    summary: 'Say what a path of a sender would be here; changes nothing',
    body: z.object({ sourceId: IdIn, folder: ToldFolder }),
    reply: TriedFolder,
  },
})
