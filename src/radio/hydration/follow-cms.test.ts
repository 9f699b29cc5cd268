import assert from 'node:assert/strict'
import { it } from 'node:test'
import { onEachDatabase } from '../../../test/databases.ts'
import type { Db } from '../../db/db.ts'
import { followCms } from './follow-cms.ts'
import { NO_POLICY } from './episodes/model.ts'
import { recentProgramme } from './episodes/matching/programme-now.ts'
import { connectionRef, type ProgrammeCms } from '../programme/index.ts'
import type { Inbox } from './model.ts'
import { insertInbox } from './store.ts'

const translator = followCms(async (rootId) => `/media/${rootId}`)

async function openStations(db: Db): Promise<{ cms: number; watched: number }> {
  const now = 1
  return db.tx(async (tx) => {
    const entry = {
      kind: 'payload',
      settings: '{}',
      origin: 'person' as const,
      is_enabled: 1,
      version: 1,
      health: '{}',
    }
    const add = async (name: string) =>
      (
        await tx
          .insertInto('connections_entries')
          .values({ ...entry, name, name_key: name, created_at: now, changed_at: now })
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id
    const [cms, other] = [await add('site'), await add('other')]
    const root = async (path: string) =>
      (
        await tx
          .insertInto('transfer_roots')
          .values({
            name: path,
            path,
            marker: path,
            was_mount: 0,
            expected_files: 0,
            added_at: now,
            state: 'online',
            checked_at: 0,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id
    const station = async (name: string, cms_connection_id: number) =>
      (
        await tx
          .insertInto('radio_stations')
          .values({
            name,
            name_key: name,
            time_zone: 'Europe/Paris',
            library_connection_id: null,
            cms_connection_id,
            version: 1,
            created_at: now,
            changed_at: now,
          })
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id
    const [mine, theirs] = [await station('a', cms), await station('b', other)]
    const inbox = {
      typeCode: null,
      settleSec: 1,
      mode: 'episodes' as const,

      pattern: null,
      audio: NO_POLICY,
      archiveRootId: null,
    }
    const addInbox = async (stationId: number, isWatched: boolean, path: string) =>
      insertInbox(tx, { ...inbox, stationId, isWatched, rootId: await root(path) }, now)
    const watched = await addInbox(mine, true, '/a')
    await addInbox(mine, false, '/b')
    await addInbox(theirs, true, '/c')
    return { cms, watched: watched.id }
  })
}

onEachDatabase('what a CMS says of its programme', (open) => {
  it('has the watched inboxes of its own stations looked at, and no other', async () => {
    await using db = await open()
    const { cms, watched } = await openStations(db)
    const say = (body: unknown, connectionId: number | null = cms) =>
      translator.translate({ body, sourceId: 1, connectionId }, db.read)
    const data = { id: 6, title: 'Night Drift', version: '2026-03-01T12:00:00.000Z' }
    for (const type of ['episode.changed', 'episode.published', 'episode.removed', 'show.changed', 'show.removed']) {
      const found = await say({ type, data })
      assert.ok(found.is === 'event')
      assert.deepEqual([found.event, found.label, found.key], [type, 'Night Drift', `6 ${data.version}`])
      assert.deepEqual(
        found.jobs.map(({ contract, payload }) => [contract.kind, payload]),
        [['radio.import-inbox', { inboxId: watched }]],
      )
      assert.deepEqual(
        found.tells?.map(({ kind, scope, data: said }) => [kind, scope, said?.['cms'], said?.['title']]),
        [['radio.programme.changed', 'station:1', `connection:${cms}`, 'Night Drift']],
      )
    }
    const whys = [await say({ type: 'episode.changed', data }, null), await say({ type: 'episode.changed', data }, 99)]
    assert.deepEqual(
      whys.map((found) => (found.is === 'event' ? [found.jobs.length, found.why?.code] : [])),
      [
        [0, 'no-connection'],
        [0, 'no-station'],
      ],
    )
  })

  it('has the programme of its inboxes read anew', async () => {
    await using db = await open()
    const { cms, watched } = await openStations(db)
    const inbox = { inboxId: watched, stationId: 1, version: 1, cms: connectionRef(cms), pattern: null } as Inbox
    let reads = 0
    const openCms = async () =>
      ({
        listEpisodes: async () => {
          reads += 1
          return { episodes: [] }
        },
      }) as unknown as ProgrammeCms
    const recent = recentProgramme({ db, openCms, now: () => 0 })
    await Promise.all([recent(inbox), recent(inbox)])
    recent.forget(connectionRef(cms + 1))
    await recent(inbox)
    assert.equal(reads, 1)
    recent.forget(connectionRef(cms))
    await recent(inbox)
    assert.equal(reads, 2)
  })

  it('takes whatever else it is told for unknown', async () => {
    await using db = await open()
    const say = (body: unknown) => translator.translate({ body, sourceId: 1, connectionId: 1 }, db.read)
    assert.deepEqual(await say({ type: 'test' }), { is: 'test' })
    assert.deepEqual(await say({ type: 'episode.sung', data: { id: 1 } }), { is: 'unknown', event: 'episode.sung' })
    for (const body of [null, 1, 'x', [], {}, { type: 3 }, { type: 'x'.repeat(300) }])
      assert.deepEqual(await say(body), { is: 'unknown', event: null })
    for (const data of [undefined, null, {}, { id: '' }, { id: {} }, { id: 'x'.repeat(300) }])
      assert.equal((await say({ type: 'episode.changed', data })).is, 'unknown')
  })
})
