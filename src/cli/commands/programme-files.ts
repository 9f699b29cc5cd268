import { readFile, stat } from 'node:fs/promises'
import { InvalidInputError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { planRoutes } from '../../plans/contract.ts'
import { CSV_LARGEST, type ImportDraft } from '../../radio/csv/contract.ts'
import { programmeCsvRoutes } from '../../radio/programme/own/csv/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { plain, table } from '../print.ts'
import { writeExport } from '../write-file.ts'
import { started } from './plans.ts'

type Options = Readonly<Record<string, unknown>>

export const exportProgramme: Action = async (cli, { positional: [stationId, what], options }) => {
  const route = what === 'shows' ? programmeCsvRoutes.routes.exportShows : programmeCsvRoutes.routes.exportEpisodes
  return writeExport(cli, await cli.api().open(route, { params: { stationId } }, { signal: cli.signal }), options)
}

/** Changes nothing without `--apply`; what is wrong is told with its line, and ends with 3. */
export const importProgramme: Action = async (cli, { positional: [stationId, what, file = ''], options }) => {
  const query = { what: what as 'shows' | 'episodes' }
  const request = { params: { stationId }, query, body: await readCsvFile(file) }
  return goOn(cli, (await cli.api().call(programmeCsvRoutes.routes.draftImport, request)).body, options)
}

/** Tells what a dry run found, and applies it where that was asked for. */
export async function goOn(cli: Cli, draft: ImportDraft, options: Options): Promise<ExitCode> {
  const { planId, counts } = draft
  if (planId === null || options['apply'] !== true) {
    show(cli, draft, () => inWords(draft))
    return counts.wrong > 0 ? EXIT.findings : EXIT.ok
  }
  cli.note(inWords(draft))
  return apply(cli, planId, options)
}

async function apply(cli: Cli, planId: number, options: Options): Promise<ExitCode> {
  const { body } = await cli.api().call(planRoutes.routes.apply, { params: { planId }, body: {} })
  return started(cli, body.runId, options)
}

export async function readCsvFile(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > CSV_LARGEST)
      throw new InvalidInputError('cli/file-too-large', { params: { path, most: CSV_LARGEST >> 20 } })
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause
    throw new InvalidInputError('cli/no-file', { params: { path }, cause })
  }
}

function inWords({ planId, counts, wrong, unknownColumns }: ImportDraft): string {
  const heads = ['line', 'column', 'problem'].map((head) => say(`cli.head.${head}`))
  const lines = wrong.map(({ line, column, said }) => [line, column, [said.text, said.todo].filter(Boolean).join(' ')])
  return [
    ...(wrong.length === 0 ? [] : [table(heads, lines)]),
    ...(unknownColumns.length === 0
      ? []
      : [plain(say('cli.programme.passed-over', { columns: unknownColumns.join(', ') }))]),
    say('cli.programme.counts', counts),
    ...(planId === null ? [] : [say('cli.programme.plan', { planId })]),
  ].join('\n')
}
