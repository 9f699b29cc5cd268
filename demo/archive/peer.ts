import { join } from 'node:path'
import { startFakeSyncthing } from '../../src/connectors/syncthing/fake-server.ts'
import type { Desk } from '../desk.ts'

/** What the connection is called. */
export const SYNCTHING = 'Syncthing'

/** A Syncthing that shares the folder of batches with another machine, whose files lie in `peer` below the data folder. */
export async function joinSyncthing(desk: Desk, dataFolder: string, stack: AsyncDisposableStack): Promise<void> {
  const fake = stack.use(
    await startFakeSyncthing({ folder: join(dataFolder, 'batches'), peer: { folder: join(dataFolder, 'peer') } }),
  )
  await desk.connect('syncthing', {
    name: SYNCTHING,
    settings: { address: fake.url, folder_id: fake.folderId, device_id: fake.peerId },
    secrets: { api_key: fake.key },
  })
}
