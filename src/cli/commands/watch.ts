import { attentionRoutes } from '../../attention/contract.ts'
import { connectionRoutes } from '../../connections/contract.ts'
import {
  eventRoutes,
  type EventView,
  logRoutes,
  type LogLine,
  StreamMessage,
  TailMessage,
} from '../../live/contract.ts'
import { checkupRoutes } from '../../radio/checkup/contract.ts'
import { say } from '../../kernel/words.ts'
import { type Cli, EXIT, show } from '../cli.ts'
import type { Action } from '../command.ts'
import { plain, table, when } from '../print.ts'
import { readSse } from '../sse.ts'
import { actorNames } from './actor-names.ts'

/** Stations are looked at first: what is told of them otherwise is up to a quarter of an hour old. */
export const doctor: Action = async (cli) => {
  await lookAtStations(cli)
  const { body } = await cli.api().call(connectionRoutes.routes.runDoctor, {})
  const lines = body.checks.flatMap(({ area, findings }) =>
    findings.map(
      ({ level, said }) =>
        `${say(`cli.doctor.${level}`)}  ${area}: ${[said.text, said.todo].filter((text) => text !== undefined).join(' ')}`,
    ),
  )
  show(cli, body, () => lines.map(plain).join('\n'))
  return body.level === 'ok' ? EXIT.ok : EXIT.findings
}

/** A look that is refused or fails is told by the report: that station was not looked at, or not for long. */
async function lookAtStations(cli: Cli): Promise<void> {
  const { body } = await cli.api().call(checkupRoutes.routes.list, {})
  const withLibrary = body.items.filter(({ hasLibrary }) => hasLibrary)
  const looks = withLibrary.map(({ stationId }) => cli.api().call(checkupRoutes.routes.look, { params: { stationId } }))
  for (const [index, look] of (await Promise.allSettled(looks)).entries()) {
    if (look.status === 'fulfilled') continue
    cli.note(`${withLibrary[index]?.stationName ?? ''}: ${(look.reason as Error).message}`)
  }
}

export const attention: Action = (cli, args) =>
  args.options['past'] === true ? listResolved(cli, args) : listAttention(cli, args)

const listResolved: Action = async (cli, { options: { limit } }) => {
  const { body } = await cli.api().call(attentionRoutes.routes.listResolved, { query: { limit } })
  const heads = ['id', 'when', 'finished', 'what'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map((card) => [card.cardId, when(card.raisedAt), when(card.resolvedAt), card.said.text]),
    ),
  )
  return EXIT.ok
}

const listAttention: Action = async (cli) => {
  const { body } = await cli.api().call(attentionRoutes.routes.listOpen, { query: {} })
  const heads = ['id', 'when', 'what', 'actions'].map((head) => say(`cli.head.${head}`))
  show(cli, body, () =>
    table(
      heads,
      body.items.map((card) => [
        card.cardId,
        when(card.changedAt),
        card.said.text,
        card.actions.map(({ label }) => label).join(' · '),
      ]),
    ),
  )
  return body.items.length > 0 ? EXIT.attention : EXIT.ok
}

export const snooze: Action = async (cli, { positional: [cardId, hours] }) => {
  const request = { params: { cardId }, body: { hours: Number(hours ?? 24) } }
  const { body } = await cli.api().call(attentionRoutes.routes.snooze, request)
  show(cli, body, () => say('cli.attention.snoozed', { until: when(body.snoozedUntil) }))
  return EXIT.ok
}

export const events: Action = async (cli, { options }) => {
  const { body } = await cli
    .api()
    .call(eventRoutes.routes.list, { query: { kind: options['kind'], limit: options['limit'] } as never })
  const nameOf = await actorNames(cli)
  const line = (event: EventView): string => eventLine(event, nameOf)
  for (const event of body.items.toReversed()) show(cli, event, () => line(event))
  if (options['follow'] !== true) return EXIT.ok
  const since = body.items[0]?.seq
  return follow(cli, async () => {
    const response = await cli.api().open(eventRoutes.routes.stream, { query: { since } }, { signal: cli.signal })
    for await (const { event, data } of readSse(response)) {
      const parsed = StreamMessage.safeParse({ ...data, type: event })
      if (parsed.data?.type !== 'event') continue
      const happened = parsed.data.event
      if (cli.isJson) cli.out(JSON.stringify(happened))
      else cli.out(line(happened))
    }
  })
}

const eventLine = (event: EventView, nameOf: (actor: string) => string): string =>
  plain(`${when(event.at)}  ${event.text}  ${event.subject}  (${nameOf(event.actor)})`)

export const logs: Action = async (cli, { options }) => {
  const { level, area, text, limit } = options
  const filter = { level, area, text } as never
  const { body } = await cli.api().call(logRoutes.routes.list, { query: { ...(filter as object), limit } })
  for (const line of body.items) tellLine(cli, line)
  if (options['follow'] !== true) return EXIT.ok
  return follow(cli, async () => {
    const response = await cli.api().open(logRoutes.routes.tail, { query: filter }, { signal: cli.signal })
    for await (const { event, data } of readSse(response)) {
      const parsed = TailMessage.safeParse({ ...data, type: event })
      if (parsed.data?.type === 'line') tellLine(cli, parsed.data.line)
      if (parsed.data?.type === 'skipped') cli.note(say('cli.logs.skipped', { count: parsed.data.count }))
    }
  })
}

function tellLine(cli: Cli, line: LogLine): void {
  if (cli.isJson) cli.out(JSON.stringify(line))
  else
    cli.out(plain(`${when(line.at)} ${line.level.padEnd(5)} ${line.area}: ${line.message} ${fieldsOf(line)}`.trimEnd()))
}

const fieldsOf = ({ fields }: LogLine): string =>
  Object.entries(fields)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ')

/** Ctrl-C is how a person ends it, so that is no error. */
async function follow(cli: Cli, read: () => Promise<void>): Promise<typeof EXIT.ok> {
  try {
    await read()
  } catch (error) {
    if (!cli.signal.aborted) throw error
  }
  return EXIT.ok
}
