import { SyncedFolder } from '../../archive/syncing/ports.ts'
import { SyncService } from '../../archive/syncing/set-up/ports.ts'
import { defineConnector } from '../../connections/ports.ts'
import { fill } from '../../kernel/port.ts'
import { createClient } from './client.ts'
import { rungsOf } from './rungs.ts'
import { baseOf, settings } from './settings.ts'
import { service } from './service.ts'
import { syncedFolder } from './synced-folder.ts'

export { localSyncthings } from './find-local.ts'

/** Syncthing by its REST API and key: one folder, and the peer that must have what lies in it. */
export const syncthing = defineConnector({
  id: 'syncthing',
  settings,
  secrets: [{ name: 'api_key', isRequired: true }],
  create({ settings: given, secrets, tools }) {
    const base = baseOf(given)
    const { certificate } = given
    const doors = { base, apiKey: secrets['api_key'] ?? '', egress: tools.egress, certificate }
    const client = createClient(doors)
    const pair = {
      ...(given.folder_id === undefined ? {} : { folderId: given.folder_id }),
      ...(given.device_id === undefined ? {} : { deviceId: given.device_id }),
    }
    return {
      url: base,
      certificate,
      ports: [fill(SyncedFolder, syncedFolder(client, pair)), fill(SyncService, service(client, doors))],
      rungs: rungsOf(client, pair),
    }
  },
})
