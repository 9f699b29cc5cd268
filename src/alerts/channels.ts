import type { Tx } from '../db/db.ts'
import { lockInTx } from '../db/lock-in-tx.ts'
import { ConflictError, NotFoundError, type Params } from '../kernel/errors.ts'
import { assertVersion } from '../kernel/etag.ts'
import type { AlertsDeps } from './deps.ts'
import { deleteWaitingOf } from './messages/store.ts'
import { refusedCause } from './messages/causes.ts'
import { type Channel, CHANNELS_MOST, NO_FILTERS, type Rule, subjectOf } from './model.ts'
import { Messenger } from './ports.ts'
import {
  deleteChannel,
  findChannel,
  findChannelOf,
  insertChannel,
  listChannels,
  saveChannel,
  saveRule,
} from './store.ts'
import { assertTemplate } from './template.ts'

/** Who does it, for events and audit. */
export interface By {
  actor: string
  address?: string
}

const LOCK = 'alerts_channels'

export const offCause = (channelId: number): string => `alerts.channel-off:${channelId}`

/** @throws NotFoundError `alerts/no-such-channel` */
export async function getChannel(reader: Parameters<typeof findChannel>[0], channelId: number): Promise<Channel> {
  const channel = await findChannel(reader, channelId)
  if (channel === undefined) throw new NotFoundError('alerts/no-such-channel', { params: { channelId } })
  return channel
}

/** What a new channel tells: what needs a person. The rest is chosen. */
const FIRST_KIND = 'everywhere.attention'

/** @throws NotFoundError, ConflictError `connections/cannot`, `alerts/channel-there` */
export function addChannel(deps: AlertsDeps) {
  return async (connectionId: number, by: By): Promise<Channel> => {
    await deps.openPort(connectionId, Messenger)
    return deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const there = await findChannelOf(tx, connectionId)
      if (there !== undefined)
        throw new ConflictError('alerts/channel-there', { params: { channelId: there.channelId } })
      if ((await listChannels(tx)).length >= CHANNELS_MOST)
        throw new ConflictError('alerts/too-many', { params: { most: CHANNELS_MOST } })
      const now = deps.clock.now()
      const channel = await insertChannel(tx, connectionId, now)
      const first = { channelId: channel.channelId, kind: FIRST_KIND, mode: 'now' as const }
      await saveRule(tx, { ...first, filters: NO_FILTERS, template: null }, now)
      await tell(deps, tx, { what: 'added', channel, by, details: { connectionId } })
      return channel
    })
  }
}

/** @param isEnabled on again forgets why it was off */
export function changeChannel(deps: AlertsDeps) {
  return (channelId: number, isEnabled: boolean, by: By & { ifMatch: string | undefined }): Promise<Channel> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const before = await getChannel(tx, channelId)
      // It says whether it shall be on, not what to change, so an older sight of it does no harm.
      if (by.ifMatch !== undefined) assertVersion(by.ifMatch, String(before.version))
      if (!isEnabled) await deleteWaitingOf(tx, channelId)
      const channel = await saveChannel(tx, { ...before, isEnabled, off: null }, deps.clock.now())
      for (const cause of [offCause(channelId), refusedCause(channelId)]) await deps.attention.resolve(tx, cause)
      await tell(deps, tx, { what: 'changed', channel, by, details: { isEnabled } })
      return channel
    })
}

export function removeChannel(deps: AlertsDeps) {
  return (channelId: number, by: By): Promise<void> =>
    deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const channel = await getChannel(tx, channelId)
      await deleteChannel(tx, channelId)
      for (const cause of [offCause(channelId), refusedCause(channelId)]) await deps.attention.resolve(tx, cause)
      await tell(deps, tx, { what: 'removed', channel, by, details: { connectionId: channel.connectionId } })
    })
}

/** @throws NotFoundError; InvalidInputError 422 for a text that can't be written */
export function changeRule(deps: AlertsDeps) {
  return ({ channelId, kind, ...given }: Rule, by: By): Promise<Channel> => {
    const { fields } = deps.catalogue.get(kind)
    const template = given.template?.trim() === '' ? null : given.template
    if (template !== null) assertTemplate(template, fields)
    return deps.db.tx(async (tx) => {
      await lockInTx(tx, LOCK)
      const before = await getChannel(tx, channelId)
      const now = deps.clock.now()
      await saveRule(tx, { channelId, kind, ...given, template }, now)
      const channel = await saveChannel(tx, before, now)
      await tell(deps, tx, { what: 'changed', channel, by, details: { kind, mode: given.mode } })
      return channel
    })
  }
}

/** By itself, for what the service said; what waits for it is dropped. */
export async function switchOff(
  deps: AlertsDeps,
  tx: Tx,
  { channel, reason }: { channel: Channel; reason: { code: string; params: Params } },
): Promise<void> {
  if (!channel.isEnabled) return
  const { channelId, connectionId } = channel
  const now = deps.clock.now()
  await deleteWaitingOf(tx, channelId)
  await saveChannel(tx, { ...channel, isEnabled: false, off: { ...reason, at: now } }, now)
  await deps.attention.resolve(tx, refusedCause(channelId))
  await deps.attention.raise(tx, {
    cause: offCause(channelId),
    code: 'alerts.channel-off',
    params: { ...reason.params, errorCode: reason.code },
    severity: 'bad',
    subject: subjectOf(channelId),
    actions: [
      { code: 'open-alerts', open: '/alerts/channels' },
      { code: 'open-connection', open: `/connections/${connectionId}` },
    ],
  })
}

async function tell(
  { audit, events }: AlertsDeps,
  tx: Tx,
  told: { what: 'added' | 'changed' | 'removed'; channel: Channel; by: By; details: Record<string, unknown> },
): Promise<void> {
  const { channelId } = told.channel
  const { actor, address } = told.by
  const subject = subjectOf(channelId)
  const action = `alerts.channel.${told.what}`
  await audit.append(tx, {
    actor,
    action,
    subject,
    details: told.details,
    ...(address === undefined ? {} : { address }),
  })
  await events.append(tx, { kind: action, actor, subject, data: told.details })
}
