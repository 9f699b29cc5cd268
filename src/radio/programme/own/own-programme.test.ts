import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { onEachDatabase } from '../../../../test/databases.ts'
import { createAudit } from '../../../access/audit.ts'
import type { Db } from '../../../db/db.ts'
import { manualClock } from '../../../kernel/clock.ts'
import { AppError } from '../../../kernel/errors.ts'
import { openLog } from '../../../kernel/log.ts'
import { createBus } from '../../../live/bus.ts'
import { openEventLog } from '../../../live/event-log.ts'
import { onProgrammeChanged } from '../changes.ts'
import type { EpisodeFacts } from './model.ts'
import { ownAired, ownCms } from './own-cms.ts'
import {
  addEpisode,
  addShow,
  changeEpisode,
  changeShow,
  type OwnProgrammeDeps,
  removeEpisode,
  removeShow,
  restoreEpisode,
  restoreShow,
} from './own-programme.ts'
import { countEpisodes, pageOfEpisodes } from './store.ts'

const NOW = Date.parse('2026-11-18T10:42:00Z')
const { signal } = new AbortController()
const by = { actor: 'person:1' }

const SHOW = { title: 'Night Drift', hosts: 'Ada', description: '', playoutShowId: null }
const EPISODE: EpisodeFacts = {
  showId: null,
  title: 'The first',
  description: '',
  publishedStatus: 'draft',
  pendingReview: false,
  airStatus: 'draft',
  scheduledAt: null,
  scheduledEndAt: null,
  durationMs: null,
}

async function stationIn(db: Db, keeps: boolean): Promise<number> {
  const name = keeps ? 'Riverside' : 'Elsewhere'
  return db.tx(async (tx) => {
    const { id } = await tx
      .insertInto('radio_stations')
      .values({
        name,
        name_key: name,
        time_zone: 'Europe/Paris',
        library_connection_id: null,
        cms_connection_id: null,
        keeps_programme: keeps ? 1 : 0,
        version: 1,
        created_at: NOW,
        changed_at: NOW,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return id
  })
}

const refusedAs = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

onEachDatabase('shows and episodes that Patchbay keeps', (open) => {
  let db: Db
  let deps: OwnProgrammeDeps
  let stationId: number
  const heard: string[] = []
  before(async () => {
    db = await open()
    const clock = manualClock(NOW)
    const bus = createBus()
    const events = openEventLog({ db, clock, bus })
    const log = openLog({ level: 'fatal' }).area('test')
    deps = { db, clock, events, audit: createAudit({ clock, events, log, rightsChanged: () => {} }) }
    onProgrammeChanged(bus, (cms) => heard.push(cms))
    stationId = await stationIn(db, true)
  })
  after(() => db[Symbol.asyncDispose]())

  const edit = (version: number) => ({ ...by, ifMatch: `"${version}"` })

  it('have one show of a title at a time, whatever its case and accents', async () => {
    const show = await addShow(deps)(stationId, { ...SHOW, title: 'Été' }, by)
    await assert.rejects(addShow(deps)(stationId, { ...SHOW, title: ' ete' }, by), refusedAs('radio/show-title-taken'))
    await removeShow(deps)(show.showId, by)
    const second = await addShow(deps)(stationId, { ...SHOW, title: 'ÉTÉ' }, by)
    await assert.rejects(restoreShow(deps)(show.showId, by), refusedAs('radio/show-title-taken'))
    await changeShow(deps)(second.showId, { title: 'Summer' }, edit(second.version))
    assert.equal((await restoreShow(deps)(show.showId, by)).removedAt, null)
  })

  it('are changed by whoever has seen the newest version', async () => {
    const show = await addShow(deps)(stationId, SHOW, by)
    const change = changeShow(deps)
    await change(show.showId, { hosts: 'Bo' }, edit(show.version))
    await assert.rejects(change(show.showId, { hosts: 'Cy' }, edit(show.version)), refusedAs('request/version-changed'))
    await assert.rejects(
      change(show.showId, { hosts: 'Cy' }, { ...by, ifMatch: undefined }),
      refusedAs('request/version-missing'),
    )
  })

  it('a show goes when its last episode has gone, and both can be put back', async () => {
    const show = await addShow(deps)(stationId, { ...SHOW, title: 'Short lived' }, by)
    const episode = await addEpisode(deps)(stationId, { ...EPISODE, showId: show.showId }, by)
    await assert.rejects(removeShow(deps)(show.showId, by), refusedAs('radio/show-has-episodes'))
    await removeEpisode(deps)(episode.episodeId, by)
    await removeShow(deps)(show.showId, by)
    await assert.rejects(restoreEpisode(deps)(episode.episodeId, by), refusedAs('radio/no-such-show'))
    await restoreShow(deps)(show.showId, by)
    assert.equal((await restoreEpisode(deps)(episode.episodeId, by)).title, 'The first')
  })

  it('are kept for stations that want it so, and take no show of another one', async () => {
    const other = await stationIn(db, false)
    await assert.rejects(addShow(deps)(other, SHOW, by), refusedAs('radio/keeps-no-programme'))
    await assert.rejects(addEpisode(deps)(other, EPISODE, by), refusedAs('radio/keeps-no-programme'))
    await assert.rejects(addEpisode(deps)(stationId, { ...EPISODE, showId: 4711 }, by), refusedAs('radio/no-such-show'))
    const times = { scheduledAt: NOW, scheduledEndAt: NOW }
    await assert.rejects(
      addEpisode(deps)(stationId, { ...EPISODE, ...times }, by),
      refusedAs('radio/ends-before-start'),
    )
  })

  it('are found by words of the title; signs that a database reads otherwise stand for themselves', async () => {
    for (const title of ['Café 100%', 'Café 1000', 'under_score', 'a!b'])
      await addEpisode(deps)(stationId, { ...EPISODE, title }, by)
    const titles = async (text: string) =>
      (await pageOfEpisodes(db.read, stationId, { text, before: undefined, limit: 10 })).map(({ title }) => title)
    assert.deepEqual(await titles('cafe 100%'), ['Café 100%'])
    assert.deepEqual(await titles('r_s'), ['under_score'])
    assert.deepEqual(await titles('A!'), ['a!b'])
    assert.deepEqual(await titles('100 CAFÉ'), ['Café 1000', 'Café 100%'])
    assert.equal(await countEpisodes(db.read, stationId, { text: 'cafe' }), 2)
  })

  it('serve as a CMS: written once, told once, read back', async () => {
    const cms = ownCms(deps, stationId)
    const { episodeId } = await addEpisode(deps)(stationId, { ...EPISODE, title: 'Told' }, by)
    const ref = `e${episodeId}`
    heard.length = 0
    const change = { trackId: '12', trackRelPath: 'a/b.mp3', airStatus: 'queued', realDurationMs: 61_000 }
    const { changed, dropped, refusal } = await cms.changeEpisode(ref, change, signal)
    assert.deepEqual([changed.trackId, changed.airStatus, dropped, refusal], ['12', 'queued', [], undefined])
    assert.deepEqual(heard, [`station:${stationId}`])
    await cms.changeEpisode(ref, change, signal)
    assert.equal(heard.length, 1)
    const { episodes } = await cms.listEpisodes({ airStatus: ['queued'] }, { signal })
    assert.deepEqual(
      episodes.map(({ title }) => title),
      ['Told'],
    )
    await assert.rejects(cms.changeEpisode(ref, { airStatus: 'lost' }, signal), refusedAs('radio/unknown-status'))
    assert.equal((await cms.findEpisode(ref, signal))?.airStatus, 'queued')
  })

  it('know nothing of other stations and of what was taken out', async () => {
    const cms = ownCms(deps, await stationOf())
    const { episodeId } = await addEpisode(deps)(stationId, EPISODE, by)
    const ref = `e${episodeId}`
    assert.equal(await cms.findEpisode(ref, signal), undefined)
    assert.equal(await ownAired(deps, 99).find(ref, signal), undefined)
    await assert.rejects(cms.changeEpisode(ref, { trackId: '1' }, signal), refusedAs('radio/no-such-episode'))
    await removeEpisode(deps)(episodeId, by)
    const own = ownCms(deps, stationId)
    await assert.rejects(own.changeEpisode(ref, { trackId: '1' }, signal), refusedAs('radio/no-such-episode'))
    for (const odd of ['', 'e', 'e0', 'E1', '1', 'e1.5', `e${'9'.repeat(16)}`, 's1'])
      assert.equal(await own.findEpisode(odd, signal), undefined)
  })

  const stationOf = async () =>
    (await db.read.selectFrom('radio_stations').select('id').where('id', '!=', stationId).executeTakeFirstOrThrow()).id

  it('keep when they were on air, and how often', async () => {
    const aired = ownAired(deps, stationId)
    const { episodeId } = await addEpisode(deps)(stationId, EPISODE, by)
    const none = await aired.find(`e${episodeId}`, signal)
    assert.deepEqual(none, { firstAiredAt: null, lastAiredAt: null, plays: null, airCount: null })
    await aired.write(`e${episodeId}`, { firstAiredAt: NOW, lastAiredAt: NOW, airCount: 1 }, signal)
    const facts = { firstAiredAt: NOW, lastAiredAt: NOW, plays: null, airCount: 1 }
    assert.deepEqual(await aired.find(`e${episodeId}`, signal), facts)
  })

  it('what stands at the playout keeps its times, its audio and its place', async () => {
    const cms = ownCms(deps, stationId)
    const { episodeId } = await addEpisode(deps)(stationId, EPISODE, by)
    const times = { scheduledAt: NOW, scheduledEndAt: NOW + 3_600_000 }
    const planned = { ...times, trackId: '12', airStatus: 'scheduled', playoutRowId: '7' }
    await cms.changeEpisode(`e${episodeId}`, planned, signal)
    const change = (wish: Parameters<ReturnType<typeof changeEpisode>>[1]) =>
      changeEpisode(deps)(episodeId, wish, { ...by, ifMatch: '*' })
    for (const wish of [
      { scheduledAt: NOW + 1 },
      { trackId: null },
      { trackId: '13' },
      { airStatus: 'aired' as const },
    ])
      await assert.rejects(change(wish), refusedAs('radio/episode-is-planned'))
    await assert.rejects(removeEpisode(deps)(episodeId, by), refusedAs('radio/episode-is-planned'))
    assert.equal((await change({ title: 'Another', ...times })).title, 'Another')
  })

  it('a track given by hand is its audio; taken off, it waits for audio again', async () => {
    const { episodeId } = await addEpisode(deps)(stationId, EPISODE, by)
    const change = changeEpisode(deps)
    const queued = await change(episodeId, { trackId: '5' }, { ...by, ifMatch: '*' })
    assert.deepEqual([queued.trackId, queued.airStatus], ['5', 'queued'])
    const draft = await change(episodeId, { trackId: null }, { ...by, ifMatch: '*' })
    assert.deepEqual([draft.trackId, draft.airStatus, draft.realDurationMs], [null, 'draft', null])
  })
})
