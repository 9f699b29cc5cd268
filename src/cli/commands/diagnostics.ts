import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { type BundleView, type Cell, dataRoutes, type FilterTest, supportRoutes } from '../../diagnostics/contract.ts'
import { RejectedError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { bytes, plain, table } from '../print.ts'
import { writeNewFile } from '../write-file.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

/** With `--show` each file is printed as it is in the archive, else the archive is written. */
export const supportBundle: Action = async (cli, { options }) => {
  const body = { keepsMail: options['mail'] === true, keepsHomes: options['homes'] === true }
  const made = await cli.api().call(supportRoutes.routes.makeBundle, { body })
  return options['show'] === true ? printFiles(cli, made.body) : writeBundle(cli, made.body, options['out'])
}

async function printFiles(cli: Cli, bundle: BundleView): Promise<typeof EXIT.ok> {
  const { bundleId } = bundle
  const files: Record<string, string> = {}
  for (const { name } of bundle.files) {
    const response = await cli.api().open(supportRoutes.routes.getBundleFile, { params: { bundleId, name } })
    files[name] = await response.text()
  }
  const inWords = (): string =>
    Object.entries(files)
      .map(([name, text]) => `== ${name}\n${text.split('\n').map(plain).join('\n')}`)
      .join('\n')
  show(cli, { ...bundle, contents: files }, inWords)
  return EXIT.ok
}

async function writeBundle(cli: Cli, bundle: BundleView, out: unknown): Promise<typeof EXIT.ok> {
  const { bundleId } = bundle
  const file = resolve(typeof out === 'string' ? out : bundle.fileName)
  const response = await cli.api().open(supportRoutes.routes.downloadBundle, { params: { bundleId } })
  const archive = new Uint8Array(await response.arrayBuffer())
  const digest = createHash('sha256').update(archive).digest('hex')
  if (digest !== bundle.sha256) throw new RejectedError('cli/bundle-differs')
  await writeNewFile(file, archive, 0o600)
  show(cli, { ...bundle, file }, () => {
    const facts = { file, size: bytes(bundle.bytes), count: bundle.files.length, sha256: digest }
    const removed = bundle.removed.map(({ what, count }) => `${what} ${count}`).join(', ')
    return [
      say('cli.support.written', facts),
      ...(removed === '' ? [] : [say('cli.support.removed', { list: removed })]),
    ].join('\n')
  })
  return EXIT.ok
}

export const listTables: Action = async (cli) => {
  const { body } = await cli.api().call(dataRoutes.routes.listTables, {})
  const rows = body.items.map(({ name, rowCount, columns }) => [name, rowCount, columns.length])
  show(cli, body, () => table(heads('table', 'rows', 'columns'), rows))
  return EXIT.ok
}

function filterOf({ options }: Args) {
  const { column, test = 'is', value, sort } = options
  return {
    column: column as string | undefined,
    test: test as FilterTest,
    value: value as string | undefined,
    sort: sort as string | undefined,
    descending: options['descending'] === true ? 'true' : 'false',
  }
}

export const listRows: Action = async (cli, args) => {
  const params = { table: args.positional[0] ?? '' }
  if (typeof args.options['csv'] === 'string') return writeCsv(cli, args, args.options['csv'])
  const page = Number(args.options['page'] ?? 1)
  const limit = Number(args.options['limit'] ?? 50)
  const query = { ...filterOf(args), page, limit }
  const { body } = await cli.api().call(dataRoutes.routes.listRows, { params, query })
  const names = body.table.columns.filter(({ isHidden }) => !isHidden).map(({ name }) => name)
  const from = (page - 1) * limit
  show(cli, body, () =>
    [
      table(
        [say('cli.head.row-key'), ...names],
        body.items.map(({ key, cells }) => [key, ...names.map((name) => cellText(cells[name] ?? null))]),
      ),
      say('cli.data.page', { from: Math.min(from + 1, body.total), to: from + body.items.length, total: body.total }),
    ].join('\n'),
  )
  return EXIT.ok
}

const LONGEST_CELL = 60

function cellText(cell: Cell): string | number | null {
  if (typeof cell === 'object' && cell !== null) return bytes(cell.bytes)
  return typeof cell === 'string' && cell.length > LONGEST_CELL ? `${cell.slice(0, LONGEST_CELL - 1)}…` : cell
}

async function writeCsv(cli: Cli, args: Args, out: string): Promise<typeof EXIT.ok> {
  const params = { table: args.positional[0] ?? '' }
  const response = await cli.api().open(dataRoutes.routes.exportRows, { params, query: filterOf(args) })
  const file = resolve(out)
  await writeNewFile(file, new Uint8Array(await response.arrayBuffer()), 0o600)
  show(cli, { file }, () => say('cli.data.written', { file }))
  return EXIT.ok
}

export const showRow: Action = async (cli, { positional: [name = '', key = ''] }) => {
  const { body } = await cli.api().call(dataRoutes.routes.getRow, { params: { table: name }, query: { row: key } })
  show(cli, body, () =>
    table(
      heads('column', 'value'),
      Object.entries(body.row.cells).map(([column, cell]) => [
        column,
        typeof cell === 'object' && cell !== null ? bytes(cell.bytes) : cell,
      ]),
    ),
  )
  return EXIT.ok
}
