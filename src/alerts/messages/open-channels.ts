import { AppError } from '../../kernel/errors.ts'
import type { AlertsDeps } from '../deps.ts'
import type { Channel } from '../model.ts'
import { Messenger, type MessengerTraits } from '../ports.ts'
import type { OpenedChannel } from './plan-message.ts'

/** Of a service that can't be opened now: short enough for each of them. */
const NARROWEST: MessengerTraits = { titleMost: 200, textMost: 1000, hasLinks: false, isLoudPossible: false }

/** What the service of each channel can do. One that can't be opened tells of that itself when a message leaves. */
export async function openChannels(
  { listConnections, openPort }: Pick<AlertsDeps, 'listConnections' | 'openPort'>,
  channels: readonly Channel[],
): Promise<Map<number, OpenedChannel>> {
  const names = new Map((await listConnections()).map(({ connectionId, name }) => [connectionId, name]))
  const opened = await Promise.all(
    channels.map(async (channel): Promise<OpenedChannel> => {
      const name = names.get(channel.connectionId) ?? ''
      try {
        const messenger = await openPort(channel.connectionId, Messenger)
        return { channel, name, traits: messenger.traits, canAsk: messenger.isThere !== undefined }
      } catch (error) {
        if (!(error instanceof AppError)) throw error
        return { channel, name, traits: NARROWEST, canAsk: false }
      }
    }),
  )
  return new Map(opened.map((one) => [one.channel.channelId, one]))
}
