import { say } from '../../kernel/words.ts'
import { type PublishStepView, publishRoutes } from '../../library/publish/contract.ts'
import { EXIT, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { table, when } from '../print.ts'
import { findLibraryId } from './libraries.ts'

const { routes } = publishRoutes

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

const stepTable = (steps: readonly PublishStepView[]): string =>
  table(
    heads('what', 'kind', 'path', 'why'),
    steps.map(({ text, kind, relPath, reason }) => [text, kind, relPath, reason?.text]),
  )

/** Ends with 4 when files of people stand in the way. */
export const showPublication: Action = async (cli, { positional: [titleId] }) => {
  const { body } = await cli.api().call(routes.preview, { params: { titleId } })
  show(cli, body, () =>
    [
      stepTable(body.steps),
      ...(body.last === null ? [] : ['', say('publish.last', { when: when(body.last.at), actor: body.last.actor })]),
    ].join('\n'),
  )
  return body.steps.some(({ act }) => act === 'keep') ? EXIT.attention : EXIT.ok
}

export const publish: Action = async (cli, { positional: [titleId], rest, options }) => {
  const request = { params: { titleId }, body: { takeOver: [...rest] } }
  const { body } = await cli.api().call(routes.publish, request)
  if (options['wait'] !== false) return followRun(cli, body.runId)
  show(cli, body, () => say('cli.run.started', body))
  return EXIT.ok
}

export const undoPublication: Action = async (cli, { positional: [titleId] }) => {
  const { body } = await cli.api().call(routes.undo, { params: { titleId }, body: {} })
  show(cli, body, () =>
    table(
      heads('what', 'path'),
      body.files.map(({ relPath, outcome }) => [say(`publish.undo.${outcome}`), relPath]),
    ),
  )
  return body.files.some(({ outcome }) => outcome === 'stayed') ? EXIT.attention : EXIT.ok
}

export const listKept: Action = async (cli, { positional: [library], options }) => {
  const query = {
    ...(library === undefined ? {} : { libraryId: await findLibraryId(cli, library) }),
    ...(options['limit'] === undefined ? {} : { limit: Number(options['limit']) }),
    left: options['left'] === true ? ('yes' as const) : ('no' as const),
  }
  const { body } = await cli.api().call(routes.listKept, { query })
  show(cli, body, () =>
    table(
      heads('id', 'title', 'kind', 'path', 'why'),
      body.items.map((one) => [one.keptId, one.title, one.kind, one.relPath, one.reason.text]),
    ),
  )
  return EXIT.ok
}

const leaving =
  (isLeft: boolean): Action =>
  async (cli, { rest }) => {
    const { body } = await cli.api().call(routes.leaveKept, { body: { keptIds: rest.map(Number), isLeft } })
    show(cli, body, () => say('publish.changed', { count: body.changed }))
    return EXIT.ok
  }

export const leaveKept = leaving(true)
export const askAboutKept = leaving(false)
