import { join } from 'node:path'
import { startFakeSyncthing } from '../../src/connectors/syncthing/fake-server.ts'
import type { Desk } from '../desk.ts'

/** A Syncthing that shares the folder of batches with another machine. */
export async function joinSyncthing(desk: Desk, dataFolder: string, stack: AsyncDisposableStack): Promise<void> {
  const fake = stack.use(await startFakeSyncthing({ folder: join(dataFolder, 'batches') }))
  await desk.connect('syncthing', {
    name: 'Syncthing',
    settings: { address: fake.url, folder_id: fake.folderId, device_id: fake.peerId },
    secrets: { api_key: fake.key },
  })
}
