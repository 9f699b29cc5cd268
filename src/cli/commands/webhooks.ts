import { say } from '../../kernel/words.ts'
import {
  type CallDetail,
  type CallView,
  type SourceView,
  webhookRoutes,
  type WithSecret,
} from '../../webhooks/contract.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { list, plain, table, when } from '../print.ts'

const { routes } = webhookRoutes

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

const sourceTable = (sources: readonly SourceView[]): string =>
  table(
    heads('id', 'name', 'address', 'kind', 'state', 'last-call', 'problem'),
    sources.map((one) => [
      one.sourceId,
      one.name,
      `/hooks/${one.key}`,
      one.title,
      say(`webhook.state.${one.state}`),
      when(one.lastCall?.receivedAt),
      one.lastRefusal === null ? '' : `${when(one.lastRefusal.at)} ${one.lastRefusal.text}`,
    ]),
  )

const callTable = (calls: readonly CallView[]): string =>
  table(
    heads('id', 'when', 'event', 'what', 'state', 'run', 'why'),
    calls.map((one) => [
      one.callId,
      when(one.receivedAt),
      one.event,
      one.label,
      one.text,
      one.runId,
      one.because?.text ?? '',
    ]),
  )

function tellSource(cli: Cli, source: SourceView): ExitCode {
  show(cli, source, () => sourceTable([source]))
  return EXIT.ok
}

/** The secret is the whole point of the command, and is told this once. */
function tellSecret(cli: Cli, given: WithSecret): ExitCode {
  show(cli, given, () => {
    const url = new URL(`hooks/${given.source.key}`, cli.api().address).href
    return [
      sourceTable([given.source]),
      '',
      list([
        [say('cli.webhook.url'), url],
        [say('cli.webhook.secret'), given.secret],
      ]),
      '',
      say('cli.webhook.once'),
    ].join('\n')
  })
  return EXIT.ok
}

function tellCall(cli: Cli, call: CallDetail): ExitCode {
  show(cli, call, () => [callTable([call]), '', plain(call.body)].join('\n'))
  return call.outcome === 'failed' ? EXIT.attention : EXIT.ok
}

export const listSenderKinds: Action = async (cli) => {
  const { body } = await cli.api().call(routes.listKinds, {})
  show(cli, body, () =>
    table(
      heads('kind', 'name'),
      body.items.map(({ kind, title }) => [kind, title]),
    ),
  )
  return EXIT.ok
}

export const listSources: Action = async (cli) => {
  const { body } = await cli.api().call(routes.list, {})
  show(cli, body, () => sourceTable(body.items))
  return EXIT.ok
}

export const showSource: Action = async (cli, { positional: [sourceId] }) =>
  tellSource(cli, (await cli.api().call(routes.get, { params: { sourceId } })).body)

const connectionOf = (given: unknown): { connectionId?: number } =>
  given === undefined ? {} : { connectionId: Number(given) }

export const addSource: Action = async (cli, { positional: [kind = '', name = ''], options }) => {
  const key = options['key'] as string | undefined
  const body = { kind, name, ...connectionOf(options['connection']), ...(key === undefined ? {} : { key }) }
  return tellSecret(cli, (await cli.api().call(routes.add, { body })).body)
}

export const changeSource: Action = async (cli, { positional: [sourceId], options }) => {
  const { body: before } = await cli.api().call(routes.get, { params: { sourceId } })
  const name = options['name'] as string | undefined
  const body = {
    ...(name === undefined ? {} : { name }),
    ...connectionOf(options['connection']),
    ...(options['on'] === true ? { isEnabled: true } : options['off'] === true ? { isEnabled: false } : {}),
  }
  const request = { params: { sourceId }, body }
  return tellSource(cli, (await cli.api().call(routes.change, request, { ifMatch: before.etag })).body)
}

export const rotateSecret: Action = async (cli, { positional: [sourceId], options }) => {
  const hours = options['hours'] as number | undefined
  const body = hours === undefined ? {} : { overlapHours: hours }
  return tellSecret(cli, (await cli.api().call(routes.rotate, { params: { sourceId }, body })).body)
}

export const removeSource: Action = async (cli, { positional: [sourceId] }) => {
  const { body } = await cli.api().call(routes.remove, { params: { sourceId } })
  show(cli, body, () => say('cli.webhook.removed', { sourceId: body.removed }))
  return EXIT.ok
}

export const listCalls: Action = async (cli, { options: { source, outcome, limit } }) => {
  const query = { sourceId: source, outcome, limit } as never
  const { body } = await cli.api().call(routes.listCalls, { query })
  show(cli, body, () => callTable(body.items))
  return EXIT.ok
}

export const showCall: Action = async (cli, { positional: [callId] }) =>
  tellCall(cli, (await cli.api().call(routes.getCall, { params: { callId } })).body)

export const replayCall: Action = async (cli, { positional: [callId], options }) => {
  const request = { params: { callId }, body: {} }
  if (options['dryRun'] === true) {
    const { body } = await cli.api().call(routes.dryRun, request)
    show(cli, body, () =>
      [
        [body.text, body.because?.text].filter((part) => part !== undefined).join(': '),
        ...(body.jobs.length === 0
          ? []
          : [
              table(
                heads('job', 'what'),
                body.jobs.map((job) => [job.title, job.label]),
              ),
            ]),
      ].join('\n'),
    )
    return body.outcome === 'failed' ? EXIT.attention : EXIT.ok
  }
  const { body } = await cli.api().call(routes.replay, request)
  if (body.runId === null || options['wait'] === false) return tellCall(cli, body)
  return followRun(cli, body.runId)
}
