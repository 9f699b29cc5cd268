import {
  alertRoutes,
  type AlertsView,
  type ChannelView,
  type MessageView,
  type PreviewView,
  type RuleView,
} from '../../alerts/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, type ExitCode, show } from '../cli.ts'
import type { Action, Args } from '../command.ts'
import { followRun } from '../follow-run.ts'
import { plain, table, when } from '../print.ts'

const { routes } = alertRoutes

const heads = (...names: string[]): string[] => names.map((head) => say(`cli.head.${head}`))

const stateOf = ({ isEnabled, off }: ChannelView): string =>
  isEnabled ? say('alerts.state.on') : off === null ? say('alerts.state.off') : off.said.text

const modeOf = ({ rules }: ChannelView, kind: string): string => {
  const mode = rules.find((rule) => rule.kind === kind)?.mode ?? 'off'
  return mode === 'off' ? '–' : say(`alerts.mode.${mode}`)
}

const matrix = ({ kinds, channels }: AlertsView): string =>
  table(
    [...heads('kind'), ...channels.map(({ name }) => name)],
    kinds.map(({ kind }) => [kind, ...channels.map((channel) => modeOf(channel, kind))]),
  )

const channelTable = (channels: readonly ChannelView[]): string =>
  table(
    heads('id', 'name', 'kind', 'state', 'waits'),
    channels.map((one) => [one.channelId, one.name, one.title, stateOf(one), one.waiting]),
  )

function tellChannel(cli: Cli, channel: ChannelView): ExitCode {
  show(cli, channel, () => channelTable([channel]))
  return channel.isEnabled || channel.off === null ? EXIT.ok : EXIT.attention
}

export const showMatrix: Action = async (cli) => {
  const { body } = await cli.api().call(routes.get, {})
  show(cli, body, () => (body.channels.length === 0 ? say('alerts.none') : matrix(body)))
  return EXIT.ok
}

export const listAlertKinds: Action = async (cli) => {
  const { body } = await cli.api().call(routes.get, {})
  show(cli, body.kinds, () =>
    table(
      heads('kind', 'name', 'what'),
      body.kinds.map((one) => [one.kind, one.title, one.hint]),
    ),
  )
  return EXIT.ok
}

export const listChannels: Action = async (cli) => {
  const { body } = await cli.api().call(routes.get, {})
  show(cli, { channels: body.channels, candidates: body.candidates }, () =>
    [
      channelTable(body.channels),
      ...body.candidates.map((one) => say('cli.alerts.candidate', { name: one.name, connectionId: one.connectionId })),
    ].join('\n'),
  )
  return EXIT.ok
}

export const showChannel: Action = async (cli, { positional: [channelId] }) =>
  tellChannel(cli, (await cli.api().call(routes.getChannel, { params: { channelId } })).body)

export const addChannel: Action = async (cli, { positional: [connectionId] }) =>
  tellChannel(cli, (await cli.api().call(routes.addChannel, { body: { connectionId: Number(connectionId) } })).body)

const switched =
  (isEnabled: boolean): Action =>
  async (cli, { positional: [channelId] }) =>
    tellChannel(cli, (await cli.api().call(routes.changeChannel, { params: { channelId }, body: { isEnabled } })).body)

export const switchOn = switched(true)
export const switchOff = switched(false)

export const removeChannel: Action = async (cli, { positional: [channelId] }) => {
  const { body } = await cli.api().call(routes.removeChannel, { params: { channelId } })
  show(cli, body, () => say('cli.alerts.removed', { channelId: body.removed }))
  return EXIT.ok
}

const listed = (given: unknown): string[] => (typeof given === 'string' ? given.split(',') : [])

/** What is not named stays as it is. */
async function ruleOf(cli: Cli, { positional, options }: Args): Promise<Omit<RuleView, 'kind'> & { kind: string }> {
  const [channelId, kind = '', mode] = positional
  const { body } = await cli.api().call(routes.getChannel, { params: { channelId } })
  const before = body.rules.find((rule) => rule.kind === kind)
  const none = { libraryIds: [], stationIds: [], severities: [], codes: [] }
  const filters = { ...none, ...before?.filters }
  return {
    kind,
    mode: (mode ?? before?.mode ?? 'now') as RuleView['mode'],
    filters: {
      libraryIds: options['library'] === undefined ? filters.libraryIds : listed(options['library']).map(Number),
      stationIds: options['station'] === undefined ? filters.stationIds : listed(options['station']).map(Number),
      severities: (options['severity'] === undefined
        ? filters.severities
        : listed(options['severity'])) as typeof filters.severities,
      codes: options['code'] === undefined ? filters.codes : listed(options['code']),
    },
    template: typeof options['text'] === 'string' ? options['text'] : (before?.template ?? null),
  }
}

const tellPreview = ({ title, lines, isExample, events, messages }: PreviewView): string =>
  [
    plain(title),
    ...lines.map((line) => `  ${plain(line)}`),
    '',
    say(isExample ? 'alerts.preview.none' : 'alerts.preview.told', {
      events: say('alerts.preview.events', { count: events }),
      messages: say('alerts.preview.messages', { count: messages }),
    }),
  ].join('\n')

export const setRule: Action = async (cli, args) => {
  const [channelId] = args.positional
  const { kind, ...rule } = await ruleOf(cli, args)
  if (args.options['dryRun'] === true) {
    const { body } = await cli.api().call(routes.preview, { params: { channelId }, body: { kind, ...rule } })
    show(cli, body, () => tellPreview(body))
    return EXIT.ok
  }
  const { body } = await cli.api().call(routes.setRule, { params: { channelId, kind }, body: rule })
  show(cli, body, () => `${kind}: ${modeOf(body, kind)}`)
  return EXIT.ok
}

export const testChannel: Action = async (cli, { positional: [channelId], options }) => {
  const kind = options['kind'] as string | undefined
  const body = kind === undefined ? {} : { kind }
  const { body: planned } = await cli.api().call(routes.test, { params: { channelId }, body })
  return followRun(cli, planned.runId)
}

const messageTable = (messages: readonly MessageView[]): string =>
  table(
    heads('id', 'when', 'name', 'what', 'state', 'why'),
    messages.map((one) => [
      one.messageId,
      when(one.plannedAt),
      one.channelName,
      one.title,
      one.state === null ? '' : say(`web.proof.${one.state}`),
      one.because?.text ?? one.refused.map(({ receiver, said }) => `${receiver} ${said}`).join('; '),
    ]),
  )

export const listMessages: Action = async (cli, { options: { channel, limit } }) => {
  const query = { channelId: channel, limit } as never
  const { body } = await cli.api().call(routes.listMessages, { query })
  show(cli, body, () => messageTable(body.items))
  return EXIT.ok
}
