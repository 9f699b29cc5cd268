import type { z } from 'zod'
import { say } from '../../kernel/words.ts'
import { type LibrarySettingsChange, libraryRoutes, type LibraryView } from '../../library/libraries/contract.ts'
import { InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { list, table, when } from '../print.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

const libraryTable = (libraries: readonly LibraryView[]): string =>
  table(
    heads('id', 'name', 'kind', 'folder', 'titles', 'next-scan'),
    libraries.map((one) => [
      one.libraryId,
      one.name,
      say(`library.kind.${one.kind}`),
      one.path,
      titlesOf(one),
      when(one.tasks.find(({ task }) => task === 'scan')?.nextAt ?? null),
    ]),
  )

const titlesOf = ({ titles }: LibraryView): string =>
  Object.entries(titles)
    .map(([kind, count]) => say(`library.title-count.${kind}`, { count }))
    .join(', ')

/** @param given an id, or a name */
export async function findLibraryId(cli: Cli, given: string | undefined): Promise<number> {
  if (/^\d+$/.test(given ?? '')) return Number(given)
  const { body } = await cli.api().call(libraryRoutes.routes.list, {})
  const found = body.items.find(({ name }) => name.toLowerCase() === (given ?? '').toLowerCase())
  if (found === undefined) throw new NotFoundError('library/no-such-library', { params: { libraryId: given ?? '' } })
  return found.libraryId
}

export const listLibraries: Action = async (cli) => {
  const { body } = await cli.api().call(libraryRoutes.routes.list, {})
  show(cli, body, () => libraryTable(body.items))
  return EXIT.ok
}

function tellLibrary(cli: Cli, one: LibraryView): ExitCode {
  show(cli, one, () =>
    [
      list([
        [say('cli.head.id'), one.libraryId],
        [say('cli.head.name'), one.name],
        [say('cli.head.kind'), say(`library.kind.${one.kind}`)],
        [say('cli.head.folder'), one.path],
        [say('cli.head.titles'), titlesOf(one)],
        ...Object.entries(flat(one.settings)).map(([key, value]): [string, string] => [key, value]),
      ]),
      table(
        heads('task', 'cron', 'next', 'last'),
        one.tasks.map(({ task, cron, nextAt, lastAt }) => [
          say(`library.task.${task}`),
          cron,
          when(nextAt),
          when(lastAt),
        ]),
      ),
    ].join('\n\n'),
  )
  return EXIT.ok
}

/** Keys as `key=value` takes them. */
function flat(value: object, before = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]: [string, unknown]): [string, string][] =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.entries(flat(part, `${before}${key}.`))
        : [[before + key, Array.isArray(part) ? part.join(', ') : String(part)]],
    ),
  )
}

export const showLibrary: Action = async (cli, { positional: [given] }) => {
  const params = { libraryId: await findLibraryId(cli, given) }
  return tellLibrary(cli, (await cli.api().call(libraryRoutes.routes.get, { params })).body)
}

export const addLibrary: Action = async (cli, { positional: [kind, name = '', path = ''], rest }) => {
  const body = { kind: kind as LibraryView['kind'], name, path, settings: settingsFrom(rest) }
  return tellLibrary(cli, (await cli.api().call(libraryRoutes.routes.add, { body })).body)
}

export const changeLibrary: Action = async (cli, { positional: [given], rest, options }) => {
  const params = { libraryId: await findLibraryId(cli, given) }
  const { body: before } = await cli.api().call(libraryRoutes.routes.get, { params })
  const { name, on, off } = options as { name?: string; on?: boolean; off?: boolean }
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(on === true ? { isEnabled: true } : {}),
    ...(off === true ? { isEnabled: false } : {}),
    ...(rest.length === 0 ? {} : { settings: settingsFrom(rest) }),
  }
  return tellLibrary(
    cli,
    (await cli.api().call(libraryRoutes.routes.change, { params, body }, { ifMatch: before.etag })).body,
  )
}

export const removeLibrary: Action = async (cli, { positional: [given] }) => {
  const params = { libraryId: await findLibraryId(cli, given) }
  const { body } = await cli.api().call(libraryRoutes.routes.remove, { params })
  show(cli, body, () => say('cli.libraries.removed', { libraryId: body.removed }))
  return EXIT.ok
}

export const runTask: Action = async (cli, { positional: [given, task], options }) => {
  const params = { libraryId: await findLibraryId(cli, given), task: task as 'scan' }
  const { body } = await cli.api().call(libraryRoutes.routes.runTask, { params })
  show(cli, body, () => say('cli.run.started', { runId: body.runId }))
  return options['wait'] === false ? EXIT.ok : followRun(cli, body.runId)
}

type Settings = z.input<typeof LibrarySettingsChange>
const OFF = new Set(['', 'off', 'none', 'null'])

/** `steps.probe=false`, `language=de`, `schedules.scan=off`, `ignore=a,b`. */
export function settingsFrom(pairs: readonly string[]): Settings {
  const settings: Record<string, unknown> = {}
  for (const pair of pairs) {
    const [key, text] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]
    const [part = '', member, ...more] = key.split('.')
    if (more.length > 0) throw new InvalidInputError('library/no-such-setting', { status: 422, params: { key } })
    if (member === undefined) settings[part] = part === 'ignore' ? listOf(text) : valueOf(key, text)
    else settings[part] = { ...(settings[part] as object | undefined), [member]: valueOf(key, text) }
  }
  return settings
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

function valueOf(key: string, text: string): unknown {
  if (/^(?:schedules\.|connectionId$)/.test(key) && OFF.has(text)) return null
  if (text === 'true' || text === 'false') return text === 'true'
  return /^\d+$/.test(text) ? Number(text) : text
}
