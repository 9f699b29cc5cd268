import { targetOf } from '../connections/model.ts'
import type { AlertCatalogue } from './catalogue.ts'
import { writeItem } from './messages/write-message.ts'
import { type Channel, type Happening, isAbout, passes, type Pending, type Rule, subjectOf } from './model.ts'

export interface Rules {
  channels: readonly Channel[]
  rules: readonly Rule[]
}

/**
 * What is to be told of events, in their order. An event is told once in a channel: by the first kind that is on there,
 * and by a general one only where no other is. A channel is not told of its own connection.
 */
export function matchEvents(
  catalogue: AlertCatalogue,
  events: readonly Happening[],
  { channels, rules }: Rules,
): Pending[] {
  const on = channels.filter(({ isEnabled }) => isEnabled)
  const ruleOf = (channel: Channel, kind: string): Rule | undefined =>
    rules.find((rule) => rule.channelId === channel.channelId && rule.kind === kind)
  return events.flatMap((event) => {
    const read = catalogue.read(event)
    return on.flatMap((channel) => {
      for (const { kind, facts } of read) {
        const rule = ruleOf(channel, kind.kind)
        if (rule === undefined || rule.mode === 'off' || !passes(rule.filters, facts)) continue
        const { channelId, connectionId } = channel
        if (isAbout(facts, targetOf(connectionId)) || isAbout(facts, subjectOf(channelId))) return []
        const item = writeItem(kind, facts, rule)
        return [{ channelId, kind: kind.kind, mode: rule.mode, seq: event.seq, at: event.at, ...item }]
      }
      return []
    })
  })
}
