import type { AlertsView, ModeName } from '../src/alerts/contract.ts'
import type { Desk } from './desk.ts'

/** What is told where: by the name of the channel, and then by kind. */
const WISHES: Readonly<Record<string, Readonly<Record<string, ModeName>>>> = {
  Discord: {
    'radio.publication-done': 'digest',
    'library.title-upgraded': 'now',
    'archive.batch-sorted': 'now',
    'library.scan-errors': 'digest',
  },
  Pushover: { 'radio.dead-air-now': 'loud', 'radio.not-on-air': 'loud', 'radio.dead-air-ahead': 'now' },
  Mail: {
    'radio.dead-air-ahead': 'now',
    'radio.publication-failed': 'now',
    'radio.episode-verified': 'digest',
    'archive.root-missing': 'now',
    'everywhere.connection-fails': 'now',
  },
}

/** As people of a house and a station would have it, in the channels that are there. */
export async function chooseAlerts(desk: Desk): Promise<void> {
  const { channels } = await desk.get<AlertsView>('alerts')
  for (const { channelId, name } of channels)
    for (const [kind, mode] of Object.entries(WISHES[name] ?? {}))
      await desk.send(`PUT alerts/channels/${channelId}/rules/${kind}`, { mode })
}
