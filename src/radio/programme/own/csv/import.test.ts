import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { type CsvWorld, openCsvWorld } from '../../../../../test/csv-world.ts'
import { onEachDatabase } from '../../../../../test/databases.ts'
import { checkAudit, readAudit } from '../../../../access/audit.ts'
import { ConflictError } from '../../../../kernel/errors.ts'
import { onProgrammeChanged } from '../../changes.ts'
import { ownCms } from '../own-cms.ts'
import { addEpisode, addShow, changeEpisode, changeShow, removeEpisode, removeShow } from '../own-programme.ts'
import { SHOWS_MOST } from '../model.ts'
import { findEpisode, findShow, listEpisodes, listShows } from '../store.ts'
import { NEW_EPISODE, NEW_SHOW } from './columns.ts'
import type { ImportDraft } from '../../../csv/contract.ts'

const by = { actor: 'person:1' }
const editor = { ...by, ifMatch: '*' }
const { signal } = new AbortController()

const csv = (...lines: string[]): string => lines.join('\n')
const wrongOf = ({ wrong }: ImportDraft) => wrong.map(({ line, column, said }) => [line, column, said.code])

onEachDatabase('imports of shows and episodes', (open) => {
  let world: CsvWorld
  before(async () => {
    world = await openCsvWorld(open)
  })
  after(() => world[Symbol.asyncDispose]())

  const show = (title: string) => addShow(world.deps)(world.stationId, { ...NEW_SHOW, title }, by)
  const episode = (title: string, showId: number | null = null) =>
    addEpisode(world.deps)(world.stationId, { ...NEW_EPISODE, showId, title }, by)
  const applied = async (draft: ImportDraft) => assert.equal(await world.run(draft.planId, 'apply'), 'applied')
  const newest = async () => (await listEpisodes(world.db.read, world.stationId)).at(-1)

  it('adds what is not there; the same file a second time changes nothing', async () => {
    const file = csv('Title;HOSTS;Playout Show', 'Night Drift;"Ada; Bo";12', '', 'Été;;')
    const draft = await world.draft('shows', file)
    assert.deepEqual([draft.counts, draft.lines], [{ add: 2, change: 0, same: 0, wrong: 0 }, 2])
    assert.equal((await listShows(world.db.read, world.stationId)).length, 0)
    const told: string[] = []
    const stop = onProgrammeChanged(world.bus, (cms) => told.push(cms))
    await applied(draft)
    stop()
    assert.deepEqual(told, [`station:${world.stationId}`])
    const shows = await listShows(world.db.read, world.stationId)
    assert.deepEqual(
      shows.map(({ title, hosts, playoutShowId }) => [title, hosts, playoutShowId]),
      [['Été', '', null], ['Night Drift', 'Ada; Bo', 12]], // prettier-ignore
    )
    const again = await world.draftOnly('shows', file)
    assert.deepEqual([again.planId, again.counts], [null, { add: 0, change: 0, same: 2, wrong: 0 }])
  })

  it('is told in the audit with what it added, once a transaction', async () => {
    const entries = []
    for await (const row of readAudit(world.db)) entries.push(row)
    const imported = entries.filter(({ action }) => action === 'radio.programme.imported')
    assert.deepEqual(
      imported.map(({ actor, subject, details }) => [
        actor,
        subject,
        (JSON.parse(details) as { added: [] }).added.length,
      ]),
      [['person:1', `station:${world.stationId}`, 2]],
    )
    assert.equal((await checkAudit(world.db)).brokenAt, null)
  })

  it('changes by id or by title what the file says otherwise; what has no column stays, an empty cell empties', async () => {
    const { showId } = await addShow(world.deps)(
      world.stationId,
      { title: 'Changing', hosts: 'Ada', description: 'Old', playoutShowId: 3 },
      by,
    )
    const draft = await world.draft('shows', csv('id,title,hosts', `S${showId},Changed,`))
    assert.deepEqual(
      draft.operations.map(({ before: was, after: will, reason }) => [was, will, reason.params]),
      [
        [
          { id: `s${showId}`, title: 'Changing', hosts: 'Ada' },
          { id: `s${showId}`, title: 'Changed', hosts: '' },
          { columns: 'title, hosts' },
        ],
      ],
    )
    await applied(draft)
    await applied(await world.draft('shows', csv('title,description', 'CHANGED,New')))
    const { title, hosts, description, playoutShowId } = (await findShow(world.db.read, showId)) ?? {}
    assert.deepEqual([title, hosts, description, playoutShowId], ['CHANGED', '', 'New', 3])
  })

  it('names each wrong line and makes no plan', async () => {
    const [kept, gone] = [await show('Kept'), await show('Gone')]
    await removeShow(world.deps)(gone.showId, by)
    const lines = [
      'id,title,hosts,playout_show,mood',
      `s${kept.showId},Kept,,,`,
      `s${gone.showId},Gone,,,`,
      's999999,X,,,',
      'e1,X,,,',
      ',,,,',
      ',,Ada,,',
      `s${kept.showId},Kept twice,,,`,
      ',New,,-1,glad',
      ',"New\nline",,0,',
      ',Second,a',
      ',Third,a,1,x,y',
      ',NEW,,,',
      `s${gone.showId + 1},x,,,`,
      `,${'x'.repeat(301)},,,`,
    ]
    const draft = await world.draft('shows', csv(...lines))
    assert.deepEqual(wrongOf(draft), [
      [3, 'id', 'radio/show-removed'],
      [4, 'id', 'radio/no-such-show'],
      [5, 'id', 'radio/no-such-show'],
      [7, 'title', 'radio/csv-no-title'],
      [8, null, 'radio/csv-line-twice'],
      [9, 'playout_show', 'radio/csv-bad-number'],
      [10, 'title', 'radio/csv-odd-characters'],
      [10, 'playout_show', 'radio/csv-bad-number'],
      [12, null, 'radio/csv-too-few-cells'],
      [13, null, 'radio/csv-too-many-cells'],
      [14, null, 'radio/csv-line-twice'],
      [15, 'id', 'radio/no-such-show'],
      [16, 'title', 'radio/csv-text-too-long'],
    ])
    assert.deepEqual([draft.planId, draft.counts.wrong, draft.unknownColumns], [null, 12, ['mood']])
    assert.ok(draft.wrong.every(({ said }) => said.text !== said.code && !said.text.startsWith('error.')))
  })

  it('gives no title that stands with another show, not even in exchange', async () => {
    const [one, two] = [await show('First of two'), await show('Second of two')]
    const swap = await world.draftOnly(
      'shows',
      csv('id,title', `s${one.showId},second of two`, `s${two.showId},First of two`),
    )
    assert.deepEqual(wrongOf(swap), [
      [2, 'title', 'radio/show-title-taken'],
      [3, 'title', 'radio/show-title-taken'],
    ])
    const both = csv('id,title', `s${one.showId},Same`, ',same')
    assert.deepEqual(wrongOf(await world.draftOnly('shows', both)), [[3, null, 'radio/csv-line-twice']])
  })

  it('brings episodes with shows that are not there yet, in one plan; an undo takes both out', async () => {
    const file = csv(
      'show,title,air_status,starts_at,ends_at,length,track,in_review,published',
      'Night Drift,Ep 1,Scheduled,2026-11-18 20:00,2026-11-18T22:00+02:00,59:30,,yes,published',
      'Brand New,Ep 1,,,,1:02:03.5,77,,',
      ',Alone,,,,90,,no,draft',
    )
    const draft = await world.draft('episodes', file)
    assert.deepEqual(
      draft.operations.map(({ kind, after: will, reason }) => [kind, will['title'], reason.code]),
      [
        ['radio.put-show', 'Brand New', 'import.show-named'],
        ['radio.put-episode', 'Ep 1', 'import.new'],
        ['radio.put-episode', 'Ep 1', 'import.new'],
        ['radio.put-episode', 'Alone', 'import.new'],
      ],
    )
    await applied(draft)
    const added = (await listEpisodes(world.db.read, world.stationId)).slice(-3)
    const shows = new Map((await listShows(world.db.read, world.stationId)).map((one) => [one.showId, one.title]))
    assert.deepEqual(
      added.map((one) => [shows.get(one.showId ?? 0), one.airStatus, one.durationMs, one.trackId, one.pendingReview]),
      [
        ['Night Drift', 'scheduled', 3_570_000, null, true],
        ['Brand New', 'queued', 3_723_500, '77', false],
        [undefined, 'draft', 90_000, null, false],
      ],
    )
    assert.deepEqual(
      [added[0]?.scheduledAt, added[0]?.scheduledEndAt],
      [Date.parse('2026-11-18T19:00Z'), Date.parse('2026-11-18T20:00Z')],
    )
    assert.equal((await world.draftOnly('episodes', file)).counts.same, 3)
    assert.equal(await world.run(draft.planId, 'undo'), 'undone')
    assert.equal(
      (await listShows(world.db.read, world.stationId)).some(({ title }) => title === 'Brand New'),
      false,
    )
    assert.equal((await newest())?.title === 'Alone', false)
  })

  it('tells wrong episodes; one that stands in the programme keeps its times, its audio and its place', async () => {
    const planned = await episode('Planned')
    const gone = await episode('Gone for good')
    await removeEpisode(world.deps)(gone.episodeId, by)
    for (let n = 0; n < 2; n++) await episode('Same name')
    const at = Date.parse('2026-11-20T20:00Z')
    const airing = { scheduledAt: at, scheduledEndAt: at + 3_600_000, trackId: '5', playoutRowId: '7' }
    await ownCms(world.deps, world.stationId).changeEpisode(
      `e${planned.episodeId}`,
      { ...airing, airStatus: 'scheduled' },
      signal,
    )
    const lines = [
      'id,show,title,starts_at,ends_at,track,air_status,length,published,in_review',
      `e${planned.episodeId},,Planned,2026-11-20 20:00,2026-11-20 22:00,6,draft,,,`,
      `e${gone.episodeId},,,,,,,,,`,
      ',,Same name,,,,,,,',
      ',,Bad times,2026-02-30 20:00,2026-03-29 02:30,,,25:00:00,,',
      ',,Backwards,2026-11-20 20:00,2026-11-20 19:00,,,,,',
      ',,Bad words,,,x,lost,1:70,perhaps,maybe',
      ',"New\nshow",Odd show,,,,,,,',
    ]
    const draft = await world.draft('episodes', csv(...lines))
    assert.deepEqual(wrongOf(draft), [
      [2, 'air_status', 'radio/episode-is-planned'],
      [2, 'starts_at', 'radio/episode-is-planned'],
      [2, 'track', 'radio/episode-is-planned'],
      [3, 'id', 'radio/episode-removed'],
      [4, 'title', 'radio/csv-ambiguous'],
      [5, 'starts_at', 'radio/csv-bad-time'],
      [5, 'ends_at', 'radio/csv-skipped-time'],
      [5, 'length', 'radio/csv-bad-length'],
      [6, 'ends_at', 'radio/ends-before-start'],
      [7, 'published', 'radio/csv-bad-word'],
      [7, 'in_review', 'radio/csv-bad-word'],
      [7, 'air_status', 'radio/csv-bad-word'],
      [7, 'length', 'radio/csv-bad-length'],
      [7, 'track', 'radio/csv-bad-number'],
      [8, 'show', 'radio/csv-odd-characters'],
    ])
    const renamed = csv('id,title,starts_at,track', `e${planned.episodeId},Planned well,2026-11-20 21:00,5`)
    await applied(await world.draftOnly('episodes', renamed))
    assert.equal((await findEpisode(world.db.read, planned.episodeId))?.title, 'Planned well')
  })

  it('another track is other audio; undone, the old one is there as it was', async () => {
    const { episodeId } = await episode('With audio')
    const audio = { trackId: '12', trackRelPath: 'a/b.mp3', airStatus: 'queued', realDurationMs: 61_000 }
    await ownCms(world.deps, world.stationId).changeEpisode(`e${episodeId}`, audio, signal)
    const draft = await world.draftOnly('episodes', csv('id,track,air_status', `e${episodeId},,queued`))
    await applied(draft)
    const now = async () => {
      const { trackId, trackRelPath, airStatus, realDurationMs } = (await findEpisode(world.db.read, episodeId)) ?? {}
      return { trackId, trackRelPath, airStatus, realDurationMs }
    }
    assert.deepEqual(await now(), { trackId: null, trackRelPath: null, airStatus: 'draft', realDurationMs: null })
    assert.equal(await world.run(draft.planId, 'undo'), 'undone')
    assert.deepEqual(await now(), audio)
  })

  it('is refused as a whole when the world has changed, and says which line', async () => {
    const changing = await show('Will change')
    const draft = await world.draft('shows', csv('id,title', `s${changing.showId},Has changed`, ',Quite new'))
    await changeShow(world.deps)(changing.showId, { hosts: 'Cy' }, editor)
    assert.equal(await world.run(draft.planId, 'apply'), 'stale')
    const [first, second] = await world.operationsOf(draft.planId)
    assert.deepEqual([first?.error?.code, second?.error], ['radio/changed-since', null])
    const shows = await listShows(world.db.read, world.stationId)
    assert.equal(
      shows.some(({ title }) => title === 'Quite new'),
      false,
    )
  })

  it('is undone but for what was changed or planned since, which tells why', async () => {
    const draft = await world.draft('episodes', csv('show,title', 'Undoing,One', 'Undoing,Two', 'Undoing,Three'))
    await applied(draft)
    const [one, two] = (await listEpisodes(world.db.read, world.stationId)).slice(-3)
    await changeEpisode(world.deps)(one?.episodeId ?? 0, { description: 'By hand' }, editor)
    const planned = { airStatus: 'scheduled', playoutRowId: '9' }
    await ownCms(world.deps, world.stationId).changeEpisode(`e${two?.episodeId}`, planned, signal)
    assert.equal(await world.run(draft.planId, 'undo'), 'partial')
    const titles = (await listEpisodes(world.db.read, world.stationId)).map(({ title }) => title)
    assert.deepEqual(titles.filter((title) => ['One', 'Two', 'Three'].includes(title)), ['One', 'Two']) // prettier-ignore
    const why = (await world.operationsOf(draft.planId)).map(({ state, error }) => [state, error?.code])
    assert.deepEqual(why, [
      ['done', 'radio/show-has-episodes'],
      ['done', 'radio/changed-since'],
      ['done', 'radio/episode-is-planned'],
      ['undone', undefined],
    ])
  })

  it('is for stations that keep their programme here', async () => {
    const draft = await world.draft('shows', csv('title', 'Too late'))
    const keep = (keeps: number) =>
      world.db.tx((tx) => tx.updateTable('radio_stations').set({ keeps_programme: keeps }).execute())
    await keep(0)
    await assert.rejects(world.draftOnly('shows', csv('title', 'New')), (error) => {
      assert.ok(error instanceof ConflictError)
      return error.code === 'radio/keeps-no-programme'
    })
    assert.equal(await world.run(draft.planId, 'apply'), 'stale')
    await keep(1)
  })

  it('goes no further than a station may have shows, also when some came meanwhile', async () => {
    await using full = await openCsvWorld(open)
    const titles = (count: number) => csv('title', ...Array.from({ length: count }, (_, n) => `Show ${n}`))
    await assert.rejects(full.draftOnly('shows', titles(SHOWS_MOST + 1)), (error) => {
      assert.ok(error instanceof ConflictError)
      return error.code === 'radio/too-many-shows'
    })
    const draft = await full.draft('shows', titles(SHOWS_MOST))
    await addShow(full.deps)(full.stationId, { ...NEW_SHOW, title: 'Meanwhile' }, by)
    assert.equal(await full.run(draft.planId, 'apply'), 'partial')
    const failed = (await full.operationsOf(draft.planId)).filter(({ state }) => state === 'failed')
    assert.deepEqual(
      failed.map(({ after: will, error }) => [will['title'], error?.code]),
      [[`Show ${SHOWS_MOST - 1}`, 'radio/too-many-shows']],
    )
    assert.equal((await listShows(full.db.read, full.stationId)).length, SHOWS_MOST)
  })

  it('moves the end with the start where the file has no column for it', async () => {
    const added = await episode('With an end')
    const times = {
      scheduledAt: Date.parse('2026-11-18T20:00:00Z'),
      scheduledEndAt: Date.parse('2026-11-18T21:30:00Z'),
    }
    await changeEpisode(world.deps)(added.episodeId, times, editor)
    await applied(await world.draft('episodes', csv('id,starts_at', `e${added.episodeId},2026-11-20T20:00Z`)))
    const found = await findEpisode(world.db.read, added.episodeId)
    assert.equal(found?.scheduledEndAt, Date.parse('2026-11-20T21:30:00Z'))
    await applied(await world.draft('episodes', csv('id,starts_at', `e${added.episodeId},`)))
    assert.equal((await findEpisode(world.db.read, added.episodeId))?.scheduledEndAt, null)
    await removeEpisode(world.deps)(added.episodeId, by)
  })
})
