import { say } from '../../kernel/words.ts'
import { incomingRoutes, type SenderFolderView } from '../../library/incoming/contract.ts'
import { EXIT, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { list, table } from '../print.ts'

const { routes } = incomingRoutes

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

const folderTable = (folders: readonly SenderFolderView[]): string =>
  table(
    heads('id', 'sender', 'their-folder', 'library', 'path'),
    folders.map((one) => [one.folderId, one.sourceId, one.toldFolder, one.libraryName, one.rootPath]),
  )

export const listSenderFolders: Action = async (cli, { options }) => {
  const sourceId = options['source'] as string | undefined
  const query = sourceId === undefined ? {} : { sourceId }
  const { body } = await cli.api().call(routes.listFolders, { query })
  show(cli, body, () => folderTable(body.items))
  return EXIT.ok
}

export const saySenderFolder: Action = async (cli, { positional: [sourceId, toldFolder = '', libraryId] }) => {
  const request = { body: { sourceId: Number(sourceId), toldFolder, libraryId: Number(libraryId) } }
  const { body } = await cli.api().call(routes.sayFolder, request)
  show(cli, body, () => folderTable([body]))
  return EXIT.ok
}

export const forgetSenderFolder: Action = async (cli, { positional: [folderId] }) => {
  const { body } = await cli.api().call(routes.forgetFolder, { params: { folderId } })
  show(cli, body, () => say('cli.sender-folder.forgotten', { folderId: body.forgotten }))
  return EXIT.ok
}

export const trySenderFolder: Action = async (cli, { positional: [sourceId, folder = ''] }) => {
  const { body } = await cli.api().call(routes.tryFolder, { body: { sourceId: Number(sourceId), folder } })
  const { found, proposals } = body
  show(cli, body, () =>
    found === null
      ? [
          say('cli.sender-folder.in-none', { folder }),
          ...proposals.map((one) => say('cli.sender-folder.proposal', { ...one, sourceId: Number(sourceId) })),
        ].join('\n')
      : list([
          [say('cli.head.library'), found.libraryName],
          [say('cli.head.path'), found.path],
          [say('cli.head.state'), say(found.isThere ? 'cli.sender-folder.there' : 'cli.sender-folder.not-there')],
        ]),
  )
  return found === null ? EXIT.attention : EXIT.ok
}
