import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import { startTitles, type TitlesWorld } from '../../test/titles-world.ts'
import { type FakeJellyfin, startFakeJellyfin } from '../connectors/jellyfin/fake-server.ts'
import type { TellingView } from './players/contract.ts'
import type { NoteView, ScanView } from './scan/contract.ts'
import { ScanLibrary } from './scan/index.ts'

const HARBOUR = { id: 603, title: 'The Quiet Harbour', releaseDate: '2019-05-02', overview: 'A harbour falls silent.' }
const NAME = 'The Quiet Harbour (2019)'

async function addPlayer({ app }: TitlesWorld, jellyfin: FakeJellyfin): Promise<void> {
  const post = async (path: string, body: object): Promise<void> => {
    const { status, text } = await app.cli('POST', `api/v1/${path}`, body)
    assert.ok(status < 300, `${path}: ${text}`)
  }
  const connection = { kind: 'jellyfin', name: 'Den', settings: { address: jellyfin.url } }
  await post('connections', { ...connection, secrets: { api_key: jellyfin.key } })
  await post('library/player-groups', { kind: 'jellyfin', name: 'Den', connectionIds: [2], libraryIds: [1] })
  await post('library/player-groups/1/mappings', { libraryId: 1, relPath: '', playerPath: '/data/films' })
}

async function start({ app }: TitlesWorld, body: object = {}): Promise<{ scanId: number; isNew: boolean }> {
  const started = await app.cli('POST', 'api/v1/library/libraries/1/scans', body)
  assert.equal(started.status, 202, started.text)
  return started.json as { scanId: number; isNew: boolean }
}

it('ends a scan while the provider is away; its title is published and told, and again once the provider is back', async () => {
  const folders = [{ name: 'Films', type: 'movies' as const, locations: ['/data/films'] }]
  await using jellyfin = await startFakeJellyfin({ folders, actsAfterMs: 10 })
  await using world = await startTitles('films', { publish: true })
  const { app, fake } = world
  await addPlayer(world, jellyfin)
  fake.addMovie(HARBOUR)
  fake.faults.set({ kind: 'html', status: 503 })
  await world.put(`${NAME}/${NAME}.mkv`)
  jellyfin.disk.add(`/data/films/${NAME}/${NAME}.mkv`)
  const tellings = async () => (await app.get<{ items: TellingView[] }>('api/v1/library/player-tellings')).items
  const read = ({ scanId }: { scanId: number }) => app.get<ScanView>(`api/v1/library/scans/${scanId}`)

  const first = await start(world)
  await app.until('the scan ended', async () => (await read(first)).endedAt !== null)
  const ended = await read(first)
  assert.deepEqual([ended.outcome, ended.counts['enriching.waiting'], ended.reason], ['done', 1, null])
  const { items: notes } = await app.get<{ items: NoteView[] }>(`api/v1/library/scans/${first.scanId}/notes`)
  assert.deepEqual(
    notes.map(({ says }) => says.text),
    ['One title waits for the provider.'],
  )
  await app.until('the player was told', async () => (await tellings()).some(({ state }) => state === 'verified'))
  const toldOnce = jellyfin.told.length
  assert.equal((await world.find('harbour')).state, 'unidentified')
  const nfo = () => join(app.dataFolder, 'films', NAME, 'movie.nfo')
  const named = () => (existsSync(nfo()) ? nfo() : join(app.dataFolder, 'films', NAME, `${NAME}.nfo`))
  assert.doesNotMatch(readFileSync(named(), 'utf8'), /falls silent/)

  await world.put('Amber (2020)/Amber (2020).mkv')
  jellyfin.disk.add('/data/films/Amber (2020)/Amber (2020).mkv')
  const second = await start(world)
  assert.equal(second.isNew, true, 'a scan of its own')
  await app.until('the second ended', async () => (await read(second)).endedAt !== null)
  const waiting = (await app.jobs()).filter(({ kind, state }) => kind === 'library.enrich' && state !== 'completed')
  assert.equal(waiting.length, 2, 'a job for each title, whatever scan put it off')
  const runs = (await app.jobs()).filter(
    ({ kind, state }) => kind === 'library.enrich-put-off' && state !== 'completed',
  )
  assert.deepEqual(
    runs.map(({ label }) => label),
    ['Ours'],
  )
  assert.deepEqual([...new Set(waiting.map(({ runId }) => runId))], [runs[0]?.runId])

  fake.faults.clear()
  await world.settle()
  assert.equal((await world.find('harbour')).state, 'enriched')
  assert.match(readFileSync(named(), 'utf8'), /falls silent/)
  assert.ok(jellyfin.told.length > toldOnce, 'told again')
})

it('starts a scan of its own once the one before has read all, however long that asks the provider', async () => {
  await using world = await startTitles()
  const { app, fake } = world
  fake.addMovie(HARBOUR)
  fake.faults.set({ kind: 'slow', ms: 4000, path: '/movie/603' })
  await world.put(`${NAME}/${NAME}.mkv`)
  const first = await start(world)
  await app.until('the provider is asked', () =>
    Promise.resolve(fake.requests.some((path) => path.includes('/movie/603'))),
  )
  for (const body of [{}, { full: true }, { acceptMissing: 3 }]) {
    const next = await start(world, body)
    assert.equal(next.isNew, true, JSON.stringify(body))
    assert.notEqual(next.scanId, first.scanId)
  }
  const { endedAt } = await app.get<ScanView>(`api/v1/library/scans/${first.scanId}`)
  assert.equal(endedAt, null, 'the first was still under way')
  await world.settle()
  assert.equal((await world.find('harbour')).state, 'enriched')
})

it('takes no scan for one that asks for more', () => {
  const keyOf = (wish: object): string =>
    ScanLibrary.dedupeBy?.(ScanLibrary.payload.parse({ libraryId: 1, ...wish })) ?? ''
  const wishes = [
    {},
    { mode: 'full' },
    { acceptMissing: 3 },
    { folder: 'Amber' },
    { mostFolders: 5 },
    { steps: { publish: true } },
    { steps: { publish: false } },
    { since: 4 },
  ]
  assert.equal(new Set(wishes.map(keyOf)).size, wishes.length)
  assert.equal(keyOf({ steps: { cache: true, enrich: false } }), keyOf({ steps: { enrich: false, cache: true } }))
})
