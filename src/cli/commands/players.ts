import { say } from '../../kernel/words.ts'
import { type GroupView, playerRoutes } from '../../library/players/contract.ts'
import { tellingRoutes } from '../../library/players/telling/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { table, when } from '../print.ts'

const { routes } = playerRoutes

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

const groupTable = (groups: readonly GroupView[]): string =>
  table(
    heads('id', 'name', 'kind', 'players', 'libraries', 'waiting', 'failed'),
    groups.map((one) => [
      one.groupId,
      one.name,
      one.title,
      one.players.map(({ name }) => name).join(', '),
      one.libraries.map(({ name }) => name).join(', '),
      one.waiting,
      one.failed,
    ]),
  )

const mappingTable = ({ mappings }: GroupView): string =>
  table(
    heads('id', 'folder', 'folder-at-player'),
    mappings.map(({ mappingId, ourPath, playerPath }) => [mappingId, ourPath, playerPath]),
  )

function tellGroup(cli: Cli, group: GroupView): ExitCode {
  show(cli, group, () =>
    [groupTable([group]), ...(group.mappings.length === 0 ? [] : ['', mappingTable(group)])].join('\n'),
  )
  return EXIT.ok
}

const idsIn = (given: unknown): number[] =>
  String(given)
    .split(',')
    .filter((id) => id !== '')
    .map(Number)

/** What was given on the command line, and nothing else. */
function factsOf(options: Readonly<Record<string, unknown>>) {
  const { name, players, libraries, whilePlaying, most } = options
  return {
    ...(name === undefined ? {} : { name: name as string }),
    ...(players === undefined ? {} : { connectionIds: idsIn(players) }),
    ...(libraries === undefined ? {} : { libraryIds: idsIn(libraries) }),
    ...(whilePlaying === undefined ? {} : { whilePlaying: whilePlaying as 'wait' }),
    ...(most === undefined ? {} : { maxMembers: Number(most) === 0 ? null : Number(most) }),
    ...(options['on'] === true ? { isEnabled: true } : options['off'] === true ? { isEnabled: false } : {}),
  }
}

export const listGroups: Action = async (cli) => {
  const { body } = await cli.api().call(routes.list, {})
  show(cli, body, () => groupTable(body.items))
  return EXIT.ok
}

export const showGroup: Action = async (cli, { positional: [groupId] }) =>
  tellGroup(cli, (await cli.api().call(routes.get, { params: { groupId } })).body)

export const addGroup: Action = async (cli, { positional: [kind, name = ''], options }) => {
  const body = { ...factsOf(options), kind: kind as 'kodi', name }
  return tellGroup(cli, (await cli.api().call(routes.add, { body })).body)
}

export const changeGroup: Action = async (cli, { positional: [groupId], options }) => {
  const { body: before } = await cli.api().call(routes.get, { params: { groupId } })
  const request = { params: { groupId }, body: factsOf(options) }
  return tellGroup(cli, (await cli.api().call(routes.change, request, { ifMatch: before.etag })).body)
}

export const removeGroup: Action = async (cli, { positional: [groupId] }) => {
  const { body } = await cli.api().call(routes.remove, { params: { groupId } })
  show(cli, body, () => say('cli.players.removed', { groupId: body.removed }))
  return EXIT.ok
}

export const mapPath: Action = async (cli, { positional: [groupId, libraryId, playerPath = ''], options }) => {
  const relPath = (options['folder'] as string | undefined) ?? ''
  const request = { params: { groupId }, body: { libraryId: Number(libraryId), relPath, playerPath } }
  return tellGroup(cli, (await cli.api().call(routes.addMapping, request)).body)
}

export const unmapPath: Action = async (cli, { positional: [mappingId] }) =>
  tellGroup(cli, (await cli.api().call(routes.removeMapping, { params: { mappingId } })).body)

export const proposeMappings: Action = async (cli, { positional: [groupId] }) => {
  const { body } = await cli.api().call(routes.propose, { params: { groupId } })
  show(cli, body, () =>
    table(
      heads('library', 'folder', 'folder-at-player', 'same-names'),
      body.items.map((one) => [one.library, one.ourPath, one.playerPath, `${one.shared}/${one.of}`]),
    ),
  )
  return EXIT.ok
}

const folderOf = (libraryId: string | undefined, relPath = '') => ({ libraryId: Number(libraryId), relPath })

/** Findings are an exit code of their own, so that a script can tell. */
export const testPath: Action = async (cli, { positional: [groupId, libraryId, folder] }) => {
  const request = { params: { groupId }, body: folderOf(libraryId, folder) }
  const { body } = await cli.api().call(routes.testPath, request)
  show(cli, body, () =>
    table(
      heads('name', 'folder-at-player', 'what'),
      body.players.map(({ name, playerPath, text, because }) => [
        name,
        playerPath,
        [text, because?.text].filter((part) => part !== undefined).join(' '),
      ]),
    ),
  )
  return body.players.every(({ outcome }) => outcome === 'known' || outcome === 'accepted-only')
    ? EXIT.ok
    : EXIT.findings
}

export const tellFolder: Action = async (cli, { positional: [groupId, libraryId, folder], options }) => {
  const request = { params: { groupId }, body: folderOf(libraryId, folder) }
  const { body } = await cli.api().call(routes.tell, request)
  if (options['wait'] !== false) return followRun(cli, body.runId)
  show(cli, body, () => String(body.runId))
  return EXIT.ok
}

export const tellAgain: Action = async (cli, { positional: [groupId] }) => {
  const { body } = await cli.api().call(tellingRoutes.routes.again, { params: { groupId }, body: {} })
  show(cli, body, () => say('cli.players.again', { count: body.count }))
  return EXIT.ok
}

export const listTellings: Action = async (cli, { options: { group, state, limit } }) => {
  const { body } = await cli.api().call(routes.listTellings, { query: { groupId: group, state, limit } as never })
  show(cli, body, () =>
    table(
      heads('when', 'name', 'what', 'state', 'player', 'why'),
      body.items.map((one) => [
        when(one.askedAt),
        one.group,
        one.label,
        say(`players.state.${one.state}`),
        one.player,
        one.because?.text ?? '',
      ]),
    ),
  )
  return EXIT.ok
}
