import type { AlertsDeps } from './deps.ts'
import { openChannels } from './messages/open-channels.ts'
import { quietHoursOf } from './messages/place-pending.ts'
import { splitPending, writeItem, writeMessage } from './messages/write-message.ts'
import { type Channel, BURST_MS, passes, type Pending, type Rule } from './model.ts'
import { afterQuiet } from './quiet.ts'

const DAY_MS = 86_400_000
/** Of each kind of event; more would hold up the screen. */
const MOST_EVENTS = 1000
const MOST_SHOWN = 5
const MINUTE_MS = 60_000

export interface Preview {
  title: string
  lines: string[]
  /** Nothing of the kind happened. */
  isExample: boolean
  events: number
  messages: number
}

/** What the rule would have told of the last 24 hours, each thing as if it were on then. Sends nothing. */
export async function previewRule(deps: AlertsDeps, channel: Channel, rule: Rule): Promise<Preview> {
  const kind = deps.catalogue.get(rule.kind)
  const since = deps.clock.now() - DAY_MS
  const logs = await Promise.all(
    kind.events.map((event) => deps.events.readBefore({ kindPrefix: event, limit: MOST_EVENTS })),
  )
  const mode = rule.mode === 'off' ? 'now' : rule.mode
  const { channelId } = channel
  const pending = logs
    .flat()
    .filter((event) => event.at >= since && kind.events.includes(event.kind))
    .toSorted((a, b) => a.seq - b.seq)
    .flatMap((event): Pending[] => {
      const facts = kind.read(event)
      if (facts === undefined || !passes(rule.filters, facts)) return []
      return [{ channelId, kind: kind.kind, mode, seq: event.seq, at: event.at, ...writeItem(kind, facts, rule) }]
    })
  const example: Pending = {
    channelId,
    kind: kind.kind,
    mode,
    seq: 0,
    at: deps.clock.now(),
    ...writeItem(kind, kind.example, rule),
  }
  const opened = (await openChannels(deps, [channel])).get(channelId)
  const groups = groupsOf(deps, pending)
  const traits = opened?.traits ?? { textMost: MOST_EVENTS }
  const parts = groups.flatMap((group) => splitPending(group, traits))
  return {
    ...shown(deps, parts.at(-1) ?? [example]),
    isExample: pending.length === 0,
    events: pending.length,
    messages: rule.mode === 'off' ? 0 : parts.length,
  }
}

/** What would have gone out together. */
function groupsOf(deps: AlertsDeps, pending: readonly Pending[]): Pending[][] {
  const { digest_minutes: minutes, digest_count: most } = deps.settings()
  const groups: Pending[][] = []
  let dueAt = -Infinity
  for (const one of pending) {
    const last = groups.at(-1)
    const isFull = one.mode === 'digest' && (last?.length ?? 0) >= most
    if (last !== undefined && one.mode !== 'loud' && one.at <= dueAt && !isFull) {
      last.push(one)
      continue
    }
    groups.push([one])
    const waitMs = one.mode === 'digest' ? minutes * MINUTE_MS : one.mode === 'loud' ? 0 : BURST_MS
    dueAt = one.mode === 'loud' ? one.at : afterQuiet(one.at + waitMs, quietHoursOf(deps))
  }
  return groups
}

function shown(deps: AlertsDeps, part: readonly Pending[]): Pick<Preview, 'title' | 'lines'> {
  const { title, items } = writeMessage(part, { key: '', now: deps.clock.now(), address: '' })
  const lines = items.slice(0, MOST_SHOWN).flatMap(({ text, more }) => [text, ...more.split('\n')])
  return { title, lines: [...lines.filter((line) => line !== ''), ...(items.length > MOST_SHOWN ? ['…'] : [])] }
}
