import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openTempSqlite } from '../../../test/databases.ts'
import { openTrafficWorld, type TrafficWorld } from '../../../test/traffic-world.ts'
import { NotFoundError, UnavailableError } from '../../kernel/errors.ts'
import type { LibraryTrack, TrackLibrary } from '../tracks/index.ts'
import { libraryTracks } from './find-tracks.ts'

const { signal } = new AbortController()
const track = (trackId: number): LibraryTrack => ({
  trackId,
  state: 'usable',
  title: `Track ${trackId}`,
  artist: '',
  lengthMs: 1000,
  md5: null,
  sizeBytes: 1,
  relPath: '',
  typeId: null,
  album: '',
  genre: '',
  year: '',
  cueInMs: null,
  cueOutMs: null,
  playedAt: null,
})
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

it('asks for a few tracks one by one, for many as one list, and takes no failure for an absence', async () => {
  await using world = await openTrafficWorld(openTempSqlite)
  const { db, stationId } = world
  const asked: string[] = []
  let isDown = false
  const library = {
    async getTrack(trackId: number) {
      asked.push(`get ${trackId}`)
      if (isDown) throw new UnavailableError('remote/broken-off')
      if (trackId > 20) throw new NotFoundError('radio/no-such-track', { params: { trackId } })
      return track(trackId)
    },
    async listTracks() {
      asked.push('list')
      return upTo(20).map(track)
    },
  } as unknown as TrackLibrary
  const finder = libraryTracks({ reader: db.read, openLibrary: async () => library })
  const find = (trackIds: number[]) => finder.findTracks(stationId, trackIds, signal)
  await assert.rejects(find([1]), { code: 'radio/no-library' })
  await connect(world)
  assert.deepEqual([...(await find([2, 30, 2])).keys()], [2])
  assert.deepEqual([...(await find([...upTo(13), 30])).keys()], upTo(13))
  assert.deepEqual(asked, ['get 2', 'get 30', 'list'])
  isDown = true
  await assert.rejects(find([1]), { code: 'remote/broken-off' })
  assert.equal((await find([])).size, 0)
})

async function connect({ db, stationId }: TrafficWorld): Promise<void> {
  const of = { kind: 'libretime', name: 'LibreTime', name_key: 'libretime', settings: '{}', health: '{}' }
  const stamp = { origin: 'person' as const, is_enabled: 1, version: 1, created_at: 0, changed_at: 0 }
  await db.tx(async (tx) => {
    const row = { ...of, ...stamp }
    const { id } = await tx.insertInto('connections_entries').values(row).returning('id').executeTakeFirstOrThrow()
    await tx.updateTable('radio_stations').set({ library_connection_id: id }).where('id', '=', stationId).execute()
  })
}
