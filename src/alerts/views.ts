import type { Delivery } from '../deliveries/index.ts'
import { instant, instantOrNull } from '../kernel/contract.ts'
import { hasWords, say, sayCode } from '../kernel/words.ts'
import type { AlertKindView, ChannelView, MessageView } from './contract.ts'
import type { ConnectionFacts } from './deps.ts'
import { defaultTemplate } from './messages/write-message.ts'
import type { AlertKind, Channel, Rule, SentRow } from './model.ts'

export const toKindView = (kind: AlertKind): AlertKindView => ({
  kind: kind.kind,
  area: kind.area,
  title: say(`alerts.kind.${kind.kind}`),
  hint: hasWords(`alerts.kind.${kind.kind}.hint`) ? say(`alerts.kind.${kind.kind}.hint`) : '',
  fields: [...kind.fields],
  filters: [...kind.filters],
  template: defaultTemplate(kind),
})

export interface ChannelAround {
  connection: ConnectionFacts | undefined
  rules: readonly Rule[]
  waiting: { count: number; dueAt: number } | undefined
}

const titleOf = (kind: string): string => (hasWords(`connector.${kind}`) ? say(`connector.${kind}`) : kind)

export function toChannelView(channel: Channel, { connection, rules, waiting }: ChannelAround): ChannelView {
  const { channelId, connectionId, isEnabled, off, version } = channel
  return {
    channelId,
    connectionId,
    connectionKind: connection?.kind ?? '',
    title: titleOf(connection?.kind ?? ''),
    name: connection?.name ?? '',
    isEnabled,
    off: off === null ? null : { at: instant(off.at), said: sayCode(off.code, off.params) },
    connectionState: connection?.state ?? 'untested',
    waiting: waiting?.count ?? 0,
    nextAt: instantOrNull(waiting?.dueAt ?? null),
    rules: rules.map(({ kind, mode, filters, template }) => ({
      kind,
      mode,
      filters: {
        libraryIds: [...filters.libraryIds],
        stationIds: [...filters.stationIds],
        severities: [...filters.severities],
        codes: [...filters.codes],
      },
      template,
    })),
    etag: `"${version}"`,
  }
}

export const toCandidateView = ({ connectionId, kind, name }: ConnectionFacts) => ({
  connectionId,
  connectionKind: kind,
  title: titleOf(kind),
  name,
})

export function toMessageView(
  row: SentRow,
  { connection, delivery }: { connection: ConnectionFacts | undefined; delivery: Delivery | undefined },
): MessageView {
  const { refused, plannedAt, ...facts } = row
  const reason = delivery?.reason ?? null
  return {
    ...facts,
    plannedAt: instant(plannedAt),
    channelName: connection?.name ?? '',
    connectionKind: connection?.kind ?? '',
    state: delivery?.state ?? null,
    because: reason === null ? null : sayCode(reason.code, { place: delivery?.place ?? '', ...reason.params }),
    refused: refused.map((one) => ({ ...one })),
  }
}
