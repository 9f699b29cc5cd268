import { say } from '../../kernel/words.ts'
import { matchRoutes, type MatchView } from '../../library/enrich/contract.ts'
import { type FactChangeView, type TitleDetail, titleRoutes, type TitleView } from '../../library/titles/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { list, table, when } from '../print.ts'
import { findLibraryId } from './libraries.ts'
import { readFacts, shownFact } from './title-facts.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

const given = <Fields extends object>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== false)) as Fields

const titleTable = (titles: readonly TitleView[]): string =>
  table(
    heads('id', 'title', 'year', 'kind', 'state', 'rating', 'note'),
    titles.map((one) => [
      one.titleId,
      one.title,
      one.year,
      say(`library.title-kind.${one.kind}`),
      say(`library.title-state.${one.state}`),
      one.rating?.toFixed(1),
      one.deletedAt !== null ? say('library.title-gone') : (one.care?.text ?? ''),
    ]),
  )

const yes = (flag: unknown): 'yes' | undefined => (flag === true ? 'yes' : undefined)

async function filterOf(cli: Cli, { positional: [library], options }: Args) {
  const { kind, text, state, lines, fromYear, toYear, noArt, notIn } = options
  const libraryId = library === undefined ? undefined : await findLibraryId(cli, library)
  const flags = { care: yes(options['care']), locked: yes(options['locked']), gone: yes(options['gone']) }
  const years = { yearFrom: fromYear, yearTo: toYear }
  return given({ libraryId, kind, text, state, lines, noArt, notIn, ...years, ...flags }) as never
}

export const listTitles: Action = async (cli, args) => {
  const { sort, limit, down } = args.options
  const filter: object = await filterOf(cli, args)
  const query = { ...filter, ...given({ sort, limit, order: down === true ? 'down' : undefined }) } as never
  const { body } = await cli.api().call(titleRoutes.routes.list, { query })
  show(cli, body, () => titleTable(body.items))
  return EXIT.ok
}

export const countTitles: Action = async (cli, args) => {
  const { body } = await cli.api().call(titleRoutes.routes.facets, { query: await filterOf(cli, args) })
  show(cli, body, () => {
    const rows = [
      ...body.states.map(({ state, count }) => [say(`library.title-state.${state}`), count] as const),
      ...body.lines.map(({ lines, count }) => [lines === null ? '–' : `${lines}p`, count] as const),
      ...body.years.map(({ year, count }) => [year === null ? '–' : String(year), count] as const),
      [say('library.needs-care'), body.care] as const,
      [say('library.locked'), body.locked] as const,
      [say('library.all-titles'), body.total] as const,
    ]
    return table(heads('what', 'count'), rows)
  })
  return EXIT.ok
}

/** Ends with 4 when it needs a person. */
function tellTitle(cli: Cli, one: TitleDetail): ExitCode {
  show(cli, one, () => {
    const facts = Object.entries(one.facts).map(([key, value]) => [
      say(`library.fact.${key}`),
      shownFact(value),
      one.sources[key as keyof typeof one.sources]?.text,
      one.locks.includes(key) || one.isLocked ? say('library.locked') : '',
    ])
    const files = one.files.map((file) => [file.use, file.path])
    const children = one.children.length === 0 ? [] : ['', titleTable(one.children)]
    const about = list([
      [say('cli.head.id'), one.titleId],
      [say('cli.head.kind'), say(`library.title-kind.${one.kind}`)],
      [say('cli.head.state'), say(`library.title-state.${one.state}`)],
      [say('cli.head.folder'), one.folder?.path],
      [say('cli.head.note'), one.care?.text],
    ])
    return [about, '', table(heads('what', 'value', 'source', 'note'), facts), '', table(heads('use', 'file'), files)]
      .concat(children)
      .join('\n')
  })
  return one.care === null ? EXIT.ok : EXIT.attention
}

const one = (titleId: string | undefined) => ({ params: { titleId } })

export const showTitle: Action = async (cli, { positional: [titleId] }) =>
  tellTitle(cli, (await cli.api().call(titleRoutes.routes.get, one(titleId))).body)

const ifMatch = async (cli: Cli, titleId: string | undefined) => {
  const { body } = await cli.api().call(titleRoutes.routes.get, one(titleId))
  return { ifMatch: body.etag }
}

/** `plot=…` says a fact, `plot=` takes it away; lists are parted by `;`. */
export const editTitle: Action = async (cli, { positional: [titleId], rest }) => {
  const body = { facts: readFacts(rest) }
  const request = { ...one(titleId), body }
  return tellTitle(cli, (await cli.api().call(titleRoutes.routes.edit, request, await ifMatch(cli, titleId))).body)
}

const locking =
  (act: 'lock' | 'unlock'): Action =>
  async (cli, { positional: [titleId], rest }) => {
    const names = (rest.length === 0 ? ['*'] : rest) as never
    const request = { ...one(titleId), body: { [act]: names } }
    return tellTitle(cli, (await cli.api().call(titleRoutes.routes.lock, request, await ifMatch(cli, titleId))).body)
  }

export const lockTitle = locking('lock')
export const unlockTitle = locking('unlock')

const changeRow = (change: FactChangeView) => [
  change.changeId,
  when(change.at),
  change.name,
  shownFact(change.before),
  shownFact(change.after),
  say(`library.source.${change.source}`),
  change.undoneBy === null ? '' : say('library.change-undone'),
]

export const showHistory: Action = async (cli, { positional: [titleId], options: { limit } }) => {
  const request = { ...one(titleId), query: given({ limit }) as never }
  const { body } = await cli.api().call(titleRoutes.routes.history, request)
  show(cli, body, () =>
    table(heads('id', 'when', 'what', 'before', 'after', 'source', 'note'), body.items.map(changeRow)),
  )
  return EXIT.ok
}

export const undoChange: Action = async (cli, { positional: [titleId, changeId] }) =>
  tellTitle(cli, (await cli.api().call(titleRoutes.routes.undo, { params: { titleId, changeId } })).body)

export const resetTitle: Action = async (cli, { positional: [titleId], rest }) => {
  const facts = rest.length === 0 ? undefined : rest
  const request = { ...one(titleId), body: given({ facts }) as never }
  return tellTitle(cli, (await cli.api().call(titleRoutes.routes.reset, request, await ifMatch(cli, titleId))).body)
}

export const showSteps: Action = async (cli, { positional: [titleId] }) => {
  const { body } = await cli.api().call(titleRoutes.routes.why, one(titleId))
  const rows = body.items.map((step) => [when(step.at), step.text, step.runId, step.deliveryId])
  show(cli, body, () => table(heads('when', 'what', 'run', 'delivery'), rows))
  return EXIT.ok
}

/** Ends with 3 when some were left alone. */
const together =
  (act: 'refresh' | 'publish'): Action =>
  async (cli, { rest, options }) => {
    const request = { body: { titleIds: rest.map(Number), act } as never }
    const { body } = await cli.api().call(titleRoutes.routes.together, request)
    for (const { reason } of body.left) cli.note(reason.text)
    const [runId, ...others] = body.runIds
    if (runId !== undefined && others.length === 0 && options['wait'] !== false) {
      const code = await followRun(cli, runId)
      if (code !== EXIT.ok) return code
    } else show(cli, body, () => body.runIds.map((id) => say('cli.run.started', { runId: id })).join('\n'))
    return body.left.length === 0 ? EXIT.ok : EXIT.findings
  }

export const refreshTitles = together('refresh')
export const publishTitles = together('publish')

const matchTable = (matches: readonly MatchView[]): string =>
  table(
    heads('id', 'title', 'year', 'score', 'note'),
    matches.map((match) => [
      match.providerId,
      match.title,
      match.year,
      match.score.toFixed(2),
      match.overview?.slice(0, 80),
    ]),
  )

/** What was found when it was last asked about, or what a search finds now. */
export const listMatches: Action = async (cli, { positional: [titleId, text], options: { year } }) => {
  const query = given({ text, year }) as never
  const { body } =
    text === undefined
      ? await cli.api().call(matchRoutes.routes.list, one(titleId))
      : await cli.api().call(matchRoutes.routes.search, { ...one(titleId), query })
  show(cli, body, () => matchTable(body.items))
  return EXIT.ok
}

/** Without a number: the provider does not have it. */
export const chooseMatch: Action = async (cli, { positional: [titleId, providerId = null], options }) => {
  const request = { ...one(titleId), body: { providerId } }
  const { body } = await cli.api().call(matchRoutes.routes.choose, request, await ifMatch(cli, titleId))
  const { runId } = body
  if (runId !== null && options['wait'] !== false) return followRun(cli, runId)
  show(cli, body, () => (runId === null ? say('cli.titles.matched') : say('cli.run.started', { runId })))
  return EXIT.ok
}
