import { type ResortPreviewView, sortingRoutes } from '../../archive/sorting/contract.ts'
import { configRoutes } from '../../config/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import { type Action, argsOf } from '../command.ts'
import { plain, table } from '../print.ts'
import { showPlan, started } from './plans.ts'

const { routes } = sortingRoutes

/** Counts without a plan; with `--plan` the plan that waits; with `--apply` it is done. */
export const resort: Action = async (cli, { positional: [pattern], options }) => {
  const includeFound = options['found'] === true
  const query = { pattern, includeFound }
  if (options['plan'] !== true && options['apply'] !== true) {
    const { body } = await cli.api().call(routes.previewResort, { query: query as never })
    show(cli, body, () => previewInWords(body))
    return EXIT.ok
  }
  if (pattern === undefined) {
    cli.note(say('cli.resort.which'))
    return EXIT.usage
  }
  const body = { pattern, includeFound, dryRun: options['apply'] !== true }
  const { runId } = (await cli.api().call(routes.planResort, { body })).body
  return followPlan(cli, runId, options)
}

async function followPlan(cli: Cli, runId: number, options: Readonly<Record<string, unknown>>): Promise<ExitCode> {
  const code = await started(cli, runId, options)
  if (code !== EXIT.ok || options['wait'] === false || options['apply'] === true) return code
  const { body } = await cli.api().call(routes.previewResort, { query: {} })
  return body.openPlanId === null ? code : showPlan(cli, argsOf([String(body.openPlanId)]))
}

function previewInWords({
  before,
  after,
  foldersBefore,
  foldersAfter,
  moves,
  stays,
  found,
  undated,
}: ResortPreviewView): string {
  const tree = (folders: ResortPreviewView['before']): string =>
    table(
      ['folder', 'files'].map((head) => say(`cli.head.${head}`)),
      folders.slice(0, 40).map(({ folder, count }) => [folder === '' ? '.' : folder, count]),
    )
  return [
    say('cli.resort.before', { count: foldersBefore }),
    tree(before),
    '',
    say('cli.resort.after', { count: foldersAfter }),
    tree(after),
    '',
    say('cli.resort.moves', { count: moves, stays }),
    ...(found > 0 ? [say('cli.resort.found', { count: found })] : []),
    ...(undated > 0 ? [say('cli.resort.undated', { count: undated })] : []),
  ].join('\n')
}

/** Where the intake, or a batch, would land by another zone; `--set` makes it the zone in force. */
export const zone: Action = async (cli, { positional: [name, batchId], options }) => {
  const query = { zone: name, against: options['against'], batchId } as never
  const { body } = await cli.api().call(routes.previewZone, { query })
  show(cli, body, () =>
    [
      ...(body.items.length === 0
        ? []
        : [
            table(
              [say('cli.head.file'), body.zone, body.against],
              body.items.map(({ path, here, there }) => [plain(path), here.folder, there.folder]),
            ),
            '',
          ]),
      say('cli.zone.differ', { count: body.differ, files: body.files, zone: body.zone, against: body.against }),
    ].join('\n'),
  )
  if (options['set'] !== true) return EXIT.ok
  const values = { archive: { sorter: { timezone: name } } }
  await cli.api().call(configRoutes.routes.patchConfig, { body: { values } }, { ifMatch: '*' })
  const { files } = (await cli.api().call(routes.redate, { body: {} })).body
  cli.note(say('cli.zone.set', { zone: body.zone, count: files }))
  return EXIT.ok
}
