import { instant } from '../../kernel/contract.ts'
import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { incomingRoutes, type SenderFolderView } from './contract.ts'
import type { LibraryPlace } from './find-place.ts'
import { forgetSenderFolder, saySenderFolder, type SenderFolderDeps, trySenderFolder } from './sender-folders.ts'
import { listSenderFolders, type SenderFolder } from './store.ts'

export function incomingRoutesOf(deps: SenderFolderDeps): BoundRoute[] {
  const { db, listLibraries } = deps
  const say = saySenderFolder(deps)
  const forget = forgetSenderFolder(deps)
  return bindRoutes(incomingRoutes, {
    listFolders: async ({ query }) => {
      const libraries = await listLibraries(db.read)
      return { items: (await listSenderFolders(db.read, query.sourceId)).map((folder) => toView(folder, libraries)) }
    },
    sayFolder: async ({ body, actor, request }) =>
      toView(await say(body, { actor: actor.id, address: request.address }), await listLibraries(db.read)),
    forgetFolder: async ({ params, actor, request }) => {
      await forget(params.folderId, { actor: actor.id, address: request.address })
      return { forgotten: params.folderId }
    },
    tryFolder: ({ body }) => trySenderFolder(deps)(body.sourceId, body.folder),
  })
}

function toView(folder: SenderFolder, libraries: readonly LibraryPlace[]): SenderFolderView {
  const library = libraries.find(({ libraryId }) => libraryId === folder.libraryId)
  return {
    folderId: folder.folderId,
    sourceId: folder.sourceId,
    toldFolder: folder.toldFolder,
    libraryId: folder.libraryId,
    libraryName: library?.name ?? '',
    rootPath: library?.rootPath ?? '',
    createdAt: instant(folder.createdAt),
  }
}
