import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Reader } from '../../db/db.ts'
import type { Translation } from '../../webhooks/index.ts'
import type { Sender } from './model.ts'
import { arrTranslators } from './translators.ts'

const none = undefined as unknown as Reader

async function said(sender: Sender, body: unknown): Promise<Translation> {
  const translator = arrTranslators().find(({ kind }) => kind === sender)
  assert.ok(translator !== undefined)
  return translator.translate({ body, sourceId: 3, connectionId: null }, none)
}

const movie = {
  id: 1,
  title: 'The Salt Road',
  year: 2019,
  folderPath: '/movies/The Salt Road (2019)',
  tmdbId: 603,
  imdbId: 'tt0133093',
}
const movieFile = { id: 9, relativePath: 'a.mkv', path: '/movies/The Salt Road (2019)/a.mkv', size: 5 }
const series = { id: 4, title: 'Harbour', path: '/tv/Harbour', tvdbId: 1234, tmdbId: 0, type: 'standard' }
const episodeFile = { id: 21, path: '/tv/Harbour/Season 1/Harbour S01E01.mkv' }
const artist = { id: 2, name: 'Low Light', path: '/music/Low Light', mbId: 'x' }
const trackFile = { id: 7, path: '/music/Low Light/A/01.flac' }
const sender = { instanceName: 'Main', applicationUrl: '' }

interface Case {
  event: string
  members: object
  /** What it has looked at; none for a word that nothing follows. */
  looks?: { what: string; folders: string[] }
  why?: string
}

const CASES: Readonly<Record<Sender, readonly Case[]>> = {
  radarr: [
    { event: 'Grab', members: { movie }, why: 'not-there-yet' },
    {
      event: 'Download',
      members: { movie, movieFile, isUpgrade: false },
      looks: { what: 'added', folders: [movie.folderPath] },
    },
    {
      event: 'Download',
      members: { movie, movieFile, isUpgrade: true, deletedFiles: [{ ...movieFile, recycleBinPath: '/bin/x' }] },
      looks: { what: 'upgraded', folders: [movie.folderPath] },
    },
    {
      event: 'Rename',
      members: {
        movie,
        renamedMovieFiles: [{ ...movieFile, previousPath: '/movies/Salt Road/a.mkv', previousRelativePath: 'a.mkv' }],
      },
      looks: { what: 'renamed', folders: [movie.folderPath, '/movies/Salt Road'] },
    },
    { event: 'MovieAdded', members: { movie, addMethod: 'manual' }, why: 'not-there-yet' },
    {
      event: 'MovieDelete',
      members: { movie, deletedFiles: true, movieFolderSize: 1 },
      looks: { what: 'removed', folders: [movie.folderPath] },
    },
    { event: 'MovieDelete', members: { movie, deletedFiles: false }, why: 'files-stay' },
    {
      event: 'MovieFileDelete',
      members: { movie, movieFile, deleteReason: 'manual' },
      looks: { what: 'file-removed', folders: [movie.folderPath] },
    },
    { event: 'MovieFileDelete', members: { movie, movieFile, deleteReason: 'upgrade' }, why: 'upgrade-follows' },
    { event: 'Health', members: { level: 'error', message: 'No indexers', type: 'IndexerCheck' }, why: 'told-on' },
    {
      event: 'HealthRestored',
      members: { level: 'error', message: 'No indexers', type: 'IndexerCheck' },
      why: 'told-on',
    },
    {
      event: 'ApplicationUpdate',
      members: { message: 'x', previousVersion: '1', newVersion: '2' },
      why: 'nothing-to-do',
    },
    {
      event: 'ManualInteractionRequired',
      members: {
        movie,
        downloadInfo: { title: 'X' },
        downloadStatusMessages: [{ title: 'X', messages: ['No files'] }],
      },
      why: 'told-on',
    },
  ],
  sonarr: [
    { event: 'Grab', members: { series, episodes: [] }, why: 'not-there-yet' },
    {
      event: 'Download',
      members: { series, episodes: [], episodeFile, isUpgrade: false },
      looks: { what: 'added', folders: [series.path] },
    },
    {
      event: 'Download',
      members: {
        series,
        episodes: [],
        episodeFiles: [episodeFile],
        fileCount: 1,
        sourcePath: '/d',
        destinationPath: '/t',
      },
      looks: { what: 'added', folders: [series.path] },
    },
    {
      event: 'Rename',
      members: {
        series,
        renamedEpisodeFiles: [{ ...episodeFile, previousPath: '/tv/Harbour/Season 01/old.mkv' }],
      },
      looks: { what: 'renamed', folders: [series.path] },
    },
    { event: 'SeriesAdd', members: { series }, why: 'not-there-yet' },
    {
      event: 'SeriesDelete',
      members: { series, deletedFiles: true },
      looks: { what: 'removed', folders: [series.path] },
    },
    {
      event: 'EpisodeFileDelete',
      members: { series, episodes: [], episodeFile, deleteReason: 'missingFromDisk' },
      looks: { what: 'file-removed', folders: [series.path] },
    },
    { event: 'EpisodeFileDelete', members: { series, episodeFile, deleteReason: 'upgrade' }, why: 'upgrade-follows' },
  ],
  lidarr: [
    { event: 'Grab', members: { artist, albums: [] }, why: 'not-there-yet' },
    {
      event: 'Download',
      members: { artist, album: { id: 1 }, trackFiles: [trackFile], isUpgrade: false },
      looks: { what: 'added', folders: [artist.path] },
    },
    { event: 'ImportFailure', members: { artist, trackFiles: [] }, why: 'not-there-yet' },
    { event: 'Rename', members: { artist, renamedTrackFiles: [] }, looks: { what: 'renamed', folders: [artist.path] } },
    { event: 'Retag', members: { artist, trackFile }, looks: { what: 'renamed', folders: [artist.path] } },
    { event: 'ArtistAdd', members: { artist }, why: 'not-there-yet' },
    {
      event: 'ArtistDelete',
      members: { artist, deletedFiles: true },
      looks: { what: 'removed', folders: [artist.path] },
    },
    {
      event: 'AlbumDelete',
      members: { artist, album: { id: 1 }, deletedFiles: true },
      looks: { what: 'file-removed', folders: [artist.path] },
    },
  ],
}

describe('what Radarr, Sonarr and Lidarr say', () => {
  for (const [name, cases] of Object.entries(CASES))
    for (const { event, members, looks, why } of cases)
      it(`${name}: ${event}${looks === undefined ? '' : `, ${looks.what}`}${why === undefined ? '' : `, ${why}`}`, async () => {
        const found = await said(name as Sender, { ...members, eventType: event, ...sender })
        assert.equal(found.is, 'event')
        if (found.is !== 'event') return
        assert.equal(found.event, event)
        const payloads = found.jobs.map(({ payload }) => payload as { what: string; folders: string[] })
        assert.deepEqual(
          payloads.map(({ what, folders }) => ({ what, folders })),
          looks === undefined ? [] : [looks],
        )
        assert.equal(found.why?.code, why)
      })

  it('carries the ids, and none that are 0', async () => {
    const idsIn = (found: Translation): unknown =>
      found.is === 'event' ? found.jobs.map(({ payload }) => (payload as { ids: unknown }).ids) : []
    assert.deepEqual(idsIn(await said('radarr', { movie, movieFile, eventType: 'Download' })), [
      { tmdb: '603', imdb: 'tt0133093' },
    ])
    assert.deepEqual(idsIn(await said('sonarr', { series, episodeFile, eventType: 'Download' })), [{ tvdb: '1234' }])
  })

  it('tells the same word from another by the file, the download and the instance', async () => {
    const key = async (more: object, top: object = {}) => {
      const found = await said('radarr', { movie, movieFile: { ...movieFile, ...more }, eventType: 'Download', ...top })
      return found.is === 'event' ? found.key : undefined
    }
    const first = await key({})
    assert.equal(await key({}), first)
    assert.notEqual(await key({ id: 10 }), first)
    assert.notEqual(await key({ path: '/movies/b.mkv' }), first)
    assert.notEqual(await key({}, { downloadId: 'B' }), first)
    assert.notEqual(await key({}, { instanceName: '4K' }), first)
  })

  it('never takes a repeated report of health, or a renaming back and forth, for the same word', async () => {
    for (const body of [
      { eventType: 'Health', level: 'error', message: 'x', type: 'y' },
      { eventType: 'Rename', movie, renamedMovieFiles: [] },
    ]) {
      const found = await said('radarr', body)
      assert.equal(found.is === 'event' ? found.key : '', null)
    }
  })

  it('creates nothing for the test button, whatever it carries', async () => {
    const fake = { id: 1, title: 'Test Title', year: 1970, folderPath: 'C:\\testpath', tmdbId: 0, tags: [] }
    for (const name of ['radarr', 'sonarr', 'lidarr'] as const)
      assert.deepEqual(await said(name, { movie: fake, remoteMovie: {}, release: {}, eventType: 'Test' }), {
        is: 'test',
      })
  })

  it('knows what is no call at all, and what it does not know', async () => {
    for (const body of [null, [], 'x', {}, { movie }, { eventType: '' }, { eventType: 7 }])
      assert.deepEqual(await said('radarr', body), { is: 'not-a-call' })
    for (const eventType of ['MovieFileDeleted', 'toString', '__proto__', 'download', 'Download'])
      assert.deepEqual(await said('radarr', { eventType }), { is: 'unknown', event: eventType })
    assert.deepEqual(await said('sonarr', { movie, movieFile, eventType: 'MovieDelete' }), {
      is: 'unknown',
      event: 'MovieDelete',
    })
  })
})
