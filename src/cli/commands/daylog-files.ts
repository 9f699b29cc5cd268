import { readFile } from 'node:fs/promises'
import { InvalidInputError } from '../../kernel/errors.ts'
import { say } from '../../kernel/words.ts'
import { logRoutes } from '../../radio/logs/contract.ts'
import { exchangeRoutes, type ImportView, type LogTemplateInput } from '../../radio/logs/exchange/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { plain, table, when } from '../print.ts'
import { writeExport } from '../write-file.ts'

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))
const text = (args: Args, name: string): string | undefined => args.options[name] as string | undefined
const isSet = (args: Args, name: string): boolean => args.options[name] === true

async function bytesOf(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (cause) {
    throw new InvalidInputError('cli/no-file', { params: { path }, cause })
  }
}

async function findLog(cli: Cli, { positional: [stationId, airDate = ''] }: Args) {
  const { body } = await cli.api().call(logRoutes.routes.day, { params: { stationId, airDate }, query: {} })
  return body
}

export const importFile: Action = async (cli, args) => {
  const [, , path = ''] = args.positional
  const bytes = await bytesOf(path)
  const { logId, etag } = await findLog(cli, args)
  const query = {
    format: text(args, 'format') ?? 'csv',
    mode: isSet(args, 'whole') ? ('whole' as const) : ('replace' as const),
    dryRun: isSet(args, 'dryRun') ? ('yes' as const) : ('no' as const),
    leaveOut: isSet(args, 'leaveOut') ? ('yes' as const) : ('no' as const),
  }
  const request = { params: { logId }, query, body: bytes }
  const { body } = await cli.api().call(exchangeRoutes.routes.importLog, request, { ifMatch: etag })
  show(cli, body, () => importText(body))
  return endOf(body)
}

const importText = ({ counts, wrong, wrongLines, lines, isDryRun, isChanged }: ImportView): string =>
  [
    ...wrong.map(({ line, column, said }) =>
      say('daylog.import.wrong', { line, column: column ?? '', text: said.text }),
    ),
    say('daylog.import.counts', { ...counts, lines, wrong: wrongLines }),
    say(isDryRun ? 'daylog.import.dry' : isChanged ? 'daylog.import.done' : 'daylog.import.nothing'),
  ]
    .map(plain)
    .join('\n')

const endOf = ({ wrongLines, isChanged, isDryRun }: ImportView): ExitCode =>
  wrongLines === 0 ? EXIT.ok : isDryRun || isChanged ? EXIT.findings : EXIT.error

export const exportFile: Action = async (cli, args) => {
  const { logId } = await findLog(cli, args)
  const query = { format: text(args, 'format') ?? 'csv' }
  const response = await cli.api().open(exchangeRoutes.routes.exportLog, { params: { logId }, query })
  return writeExport(cli, response, args.options)
}

export const listTemplates: Action = async (cli, { positional: [stationId] }) => {
  const { body } = await cli.api().call(exchangeRoutes.routes.templates, { params: { stationId } })
  show(cli, body, () =>
    table(
      heads('id', 'name', 'kind', 'what', 'changed'),
      body.items.map(({ templateId, template, changedAt }) => [
        templateId,
        template.name,
        template.form,
        template.makes,
        when(changedAt),
      ]),
    ),
  )
  return EXIT.ok
}

export const showTemplate: Action = async (cli, { positional: [templateId] }) => {
  const { body } = await cli.api().call(exchangeRoutes.routes.getTemplate, { params: { templateId } })
  show(cli, body, () => JSON.stringify(body.template, null, 2))
  return EXIT.ok
}

async function templateIn(path: string): Promise<LogTemplateInput> {
  const bytes = await bytesOf(path)
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as LogTemplateInput
  } catch (cause) {
    throw new InvalidInputError('radio/no-template-file', { params: { path }, cause })
  }
}

export const addTemplate: Action = async (cli, { positional: [stationId, path = ''] }) => {
  const request = { params: { stationId }, body: await templateIn(path) }
  const { body } = await cli.api().call(exchangeRoutes.routes.addTemplate, request)
  show(cli, body, () => say('daylog.template.is', { id: body.templateId, name: body.template.name }))
  return EXIT.ok
}

export const changeTemplate: Action = async (cli, { positional: [templateId, path = ''] }) => {
  const { etag } = await cli.api().call(exchangeRoutes.routes.getTemplate, { params: { templateId } })
  const request = { params: { templateId }, body: await templateIn(path) }
  const { body } = await cli.api().call(exchangeRoutes.routes.changeTemplate, request, { ifMatch: etag })
  show(cli, body, () => say('daylog.template.is', { id: body.templateId, name: body.template.name }))
  return EXIT.ok
}

export const removeTemplate: Action = async (cli, { positional: [templateId] }) => {
  const { body } = await cli.api().call(exchangeRoutes.routes.removeTemplate, { params: { templateId } })
  show(cli, body, () => say('daylog.template.removed', { id: body.removed }))
  return EXIT.ok
}
