import { say } from '../../kernel/words.ts'
import { ListName, viewRoutes, type ViewView } from '../../views/contract.ts'
import { type Cli, EXIT, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { table } from '../print.ts'

const { routes } = viewRoutes

const viewTable = (views: readonly ViewView[]): string =>
  table(
    ['id', 'list', 'name', 'shared', 'filters'].map((head) => say(`cli.head.${head}`)),
    views.map(({ viewId, list, name, isShared, filters }) => [
      viewId,
      list,
      name,
      isShared ? say('cli.yes') : '',
      Object.entries(filters)
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
    ]),
  )

function tellView(cli: Cli, view: ViewView): typeof EXIT.ok {
  show(cli, view, () => viewTable([view]))
  return EXIT.ok
}

/** @param pairs `key=value`, as the command line has checked */
const filtersOf = (pairs: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )

const hiddenOf = ({ options }: Args): { hidden?: string[] } =>
  options['hide'] === undefined ? {} : { hidden: options['hide'] as string[] }

export const listViews: Action = async (cli, { positional: [name] }) => {
  const query = name === undefined ? {} : { list: ListName.parse(name) }
  const { body } = await cli.api().call(routes.list, { query })
  show(cli, body, () => viewTable(body.items))
  return EXIT.ok
}

export const saveView: Action = async (cli, args) => {
  const [list, name = ''] = args.positional
  const isShared = args.options['shared'] === true
  const body = { list: ListName.parse(list), name, filters: filtersOf(args.rest), isShared, ...hiddenOf(args) }
  return tellView(cli, (await cli.api().call(routes.save, { body })).body)
}

export const changeView: Action = async (cli, args) => {
  const { shared, private: isPrivate } = args.options
  const name = args.options['name'] as string | undefined
  const body = {
    ...(name === undefined ? {} : { name }),
    ...(args.rest.length === 0 ? {} : { filters: filtersOf(args.rest) }),
    ...(shared === true ? { isShared: true } : isPrivate === true ? { isShared: false } : {}),
    ...hiddenOf(args),
  }
  const [viewId] = args.positional
  return tellView(cli, (await cli.api().call(routes.change, { params: { viewId }, body })).body)
}

export const removeView: Action = async (cli, { positional: [viewId] }) => {
  const { body } = await cli.api().call(routes.remove, { params: { viewId } })
  show(cli, body, () => say('cli.views.removed', { viewId: body.removed }))
  return EXIT.ok
}
