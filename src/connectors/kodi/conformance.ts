import assert from 'node:assert/strict'
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'node:test'
import type { Player, Telling, WatchState } from '../../library/players/ports.ts'

/** A Kodi over real folders: the double, and a real one. */
export interface KodiWorld {
  player: Player
  /** Its folders of films and of series. */
  films: string
  series: string
  /** A call past the connector, as another program makes it. */
  ask(method: string, params?: object): Promise<unknown>
  /** Long enough for a folder's time to be another one: Kodi goes by it. */
  nextSecond(): Promise<void>
}

const { signal } = new AbortController()

interface Watched {
  file: string
  playcount: number
  userrating: number
  lastplayed: string
  resume: { position: number; total: number }
  label: string
  plot?: string
}

const WATCHED = { playcount: 3, userrating: 7, lastplayed: '2024-01-02 03:04:05', resume: { position: 30, total: 100 } }

export function kodiConformance(world: () => KodiWorld): void {
  const film = (name: string, plot = 'first', base = name): string => {
    const folder = join(world().films, name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${base}.mkv`), 'x')
    writeFileSync(join(folder, `${base}.nfo`), `<movie><title>${base}</title><plot>${plot}</plot></movie>`)
    return folder
  }
  const episode = (folder: string, name: string, [season, number]: [number, number]): void => {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${name}.mkv`), 'x')
    const facts = `<title>${name}</title><season>${season}</season><episode>${number}</episode>`
    writeFileSync(join(folder, `${name}.nfo`), `<episodedetails>${facts}</episodedetails>`)
  }
  const ofFilm = (folder: string, more: Partial<Telling> = {}): Telling => {
    const wanted = more.wanted ?? [`${folder.slice(world().films.length + 1)}.mkv`]
    const base = { root: `${world().films}/`, folder, kind: 'films', change: 'added', title: '' } as const
    return { ...base, present: wanted, changed: null, isOneOfMany: false, ...more, wanted }
  }
  const tell = async (telling: Telling, kept: readonly WatchState[] = []): Promise<WatchState[]> => {
    const written: WatchState[] = []
    const keep = async (states: readonly WatchState[]): Promise<void> => void written.push(...states)
    await world().player.tell(telling, { signal, kept, keep })
    return written
  }
  const known = async (telling: Telling): Promise<string[]> =>
    ((await world().player.find(telling, signal)) ?? [])
      .map(({ file }) => file.slice(telling.folder.length + 1))
      .toSorted()
  const rows = async (kind: 'Movies' | 'Episodes', folder: string): Promise<(Watched & { id: number })[]> => {
    const properties = ['file', 'playcount', 'userrating', 'lastplayed', 'resume']
    const found = (await world().ask(`VideoLibrary.Get${kind}`, { properties })) as Record<string, unknown>
    const list = (found[kind.toLowerCase()] ?? []) as (Watched & { movieid?: number; episodeid?: number })[]
    return list
      .filter(({ file }) => file.startsWith(`${folder}/`))
      .map((row) => ({ ...row, id: row.movieid ?? row.episodeid ?? 0 }))
  }
  const isWatched = ({ playcount, userrating, lastplayed, resume }: Watched): boolean => {
    assert.deepEqual({ playcount, userrating, lastplayed, resume }, WATCHED)
    return true
  }

  it('tells what it is, its folders, and that nothing plays', async () => {
    const { player, films, series } = world()
    assert.deepEqual(await player.about(signal), { product: 'Kodi', version: '20.1', name: '' })
    const roots = (await player.listRoots(signal)) ?? []
    assert.deepEqual(roots.map(({ path }) => path).toSorted(), [`${films}/`, `${series}/`].toSorted())
    assert.deepEqual(await player.listPlaying(signal), [])
  })

  it('takes a new folder right after a scan, which alone would pass over it', async () => {
    film('Alpha (2001)')
    await tell(ofFilm(join(world().films, 'Alpha (2001)')))
    const folder = film('Beta (2002)')
    const telling = ofFilm(folder)
    assert.deepEqual(await known(telling), [])
    await tell(telling)
    assert.deepEqual(await known(telling), ['Beta (2002).mkv'])
    assert.ok((await world().player.listNames(world().films, signal))?.includes('Beta (2002)'))
    await tell(telling)
    assert.equal((await rows('Movies', folder)).length, 1, 'told twice')
  })

  it('takes all that is new at once when it is one of many', async () => {
    const folders = Array.from({ length: 30 }, (_, at) => film(`Many ${at} (2010)`))
    await tell(ofFilm(folders[0] ?? '', { isOneOfMany: true }))
    // The scan goes on behind the first that was found.
    const missing = async (): Promise<string[]> => {
      const found = await Promise.all(folders.map((folder) => known(ofFilm(folder))))
      return folders.filter((_folder, at) => found[at]?.length === 0)
    }
    for (let looks = 0; (await missing()).length > 0; looks++) {
      assert.ok(looks < 50, 'all of them are taken soon')
      await world().nextSecond()
    }
  })

  it('takes names that look like patterns, and none of a neighbour', async () => {
    const names = ['100% Wolf (2020)', 'Cash $& Carry', 'under_score', "Ocean's Eleven", 'Amélie', 'Amélie Two']
    for (const name of names) {
      const telling = ofFilm(film(name))
      await tell(telling)
      assert.deepEqual(await known(telling), [`${name}.mkv`])
    }
    film('underXscore')
    await tell(ofFilm(join(world().films, 'underXscore')))
    assert.deepEqual(await known(ofFilm(join(world().films, 'under_score'))), ['under_score.mkv'])
  })

  it('says that it does not see a folder, and that it does not take what it can’t read', async () => {
    const away = ofFilm(join(world().films, 'Nowhere (2000)'))
    await assert.rejects(tell(away), { code: 'players/folder-not-seen' })
    const folder = join(world().films, 'No Facts (2003)')
    mkdirSync(folder)
    writeFileSync(join(folder, 'No Facts (2003).mkv'), 'x')
    await assert.rejects(tell(ofFilm(folder)), { code: 'players/not-taken' })
  })

  it('reads a film anew and keeps what was watched, though Kodi forgets it', async () => {
    const folder = film('Gamma (2004)')
    await tell(ofFilm(folder))
    const [before] = await rows('Movies', folder)
    await world().ask('VideoLibrary.SetMovieDetails', { movieid: before?.id, ...WATCHED })
    writeFileSync(join(folder, 'Gamma (2004).nfo'), '<movie><title>Gamma Ray</title><plot>second</plot></movie>')
    const written = await tell(ofFilm(folder, { change: 'changed' }))
    const [after, ...more] = await rows('Movies', folder)
    assert.ok(after !== undefined && isWatched(after))
    assert.equal(after.label, 'Gamma Ray')
    assert.equal(more.length, 0)
    assert.deepEqual(
      written.map(({ plays }) => plays),
      [3],
      'written down before',
    )
  })

  it('gives back what an earlier try wrote down and could not restore', async () => {
    const folder = film('Delta (2005)')
    await tell(ofFilm(folder))
    const [row] = await rows('Movies', folder)
    await world().ask('VideoLibrary.SetMovieDetails', { movieid: row?.id, ...WATCHED })
    const file = join(folder, 'Delta (2005).mkv')
    const telling = ofFilm(folder, { change: 'changed' })
    // The process ended here, after Kodi had forgotten it all.
    const kept = await new Promise<WatchState[]>((resolve, reject) => {
      const stop = (states: readonly WatchState[]): Promise<void> => {
        resolve([...states])
        return Promise.reject(new Error('the process ends'))
      }
      world()
        .player.tell(telling, { signal, kept: [], keep: stop })
        .then(reject, () => undefined)
    })
    await world().ask('VideoLibrary.SetMovieDetails', { movieid: row?.id, playcount: 0, userrating: 0, lastplayed: '' })
    await tell(telling, kept)
    const [after] = await rows('Movies', folder)
    assert.ok(after !== undefined && isWatched(after) && after.file === file)
  })

  it('takes a better file for the old one, which leaves the list, and keeps what was watched', async () => {
    const folder = film('Epsilon (2006)')
    await tell(ofFilm(folder))
    const [row] = await rows('Movies', folder)
    await world().ask('VideoLibrary.SetMovieDetails', { movieid: row?.id, ...WATCHED })
    await world().nextSecond()
    for (const ending of ['mkv', 'nfo'])
      renameSync(join(folder, `Epsilon (2006).${ending}`), join(folder, `Epsilon (2006) 2160p.${ending}`))
    await tell(ofFilm(folder, { wanted: ['Epsilon (2006) 2160p.mkv'] }))
    const [after, ...more] = await rows('Movies', folder)
    assert.ok(after !== undefined && isWatched(after))
    assert.equal(after.file, join(folder, 'Epsilon (2006) 2160p.mkv'))
    assert.equal(more.length, 0)
  })

  it('takes a film out of the list, and nothing beside it', async () => {
    const folder = film('Zeta (2007)')
    film('Zeta (2007) Two')
    await tell(ofFilm(folder))
    await tell(ofFilm(join(world().films, 'Zeta (2007) Two')))
    rmSync(folder, { recursive: true })
    const telling = ofFilm(folder, { change: 'removed', wanted: [] })
    await tell(telling)
    assert.deepEqual(await known(telling), [])
    assert.equal((await rows('Movies', join(world().films, 'Zeta (2007) Two'))).length, 1)
    await tell(telling)
  })

  it('lets go of a loose film, and of nothing in folders', async () => {
    const { films } = world()
    const kept = film('Eta (2008)')
    await tell(ofFilm(kept))
    for (const ending of ['mkv', 'nfo'])
      writeFileSync(join(films, `Loose (2009).${ending}`), '<movie><title>L</title></movie>')
    const present = ['Loose (2009).mkv', 'Eta (2008)/Eta (2008).mkv']
    const telling: Telling = { ...ofFilm(films, { wanted: present.slice(0, 1), isLibrary: true }), present }
    await world().nextSecond()
    await tell(telling)
    const before = await known(telling)
    for (const ending of ['mkv', 'nfo']) rmSync(join(films, `Loose (2009).${ending}`))
    await tell({ ...telling, change: 'changed', wanted: [], present: present.slice(1), changed: ['Loose (2009).mkv'] })
    assert.deepEqual(
      await known(telling),
      before.filter((file) => file !== 'Loose (2009).mkv'),
    )
    assert.ok(before.includes('Loose (2009).mkv') && before.length > 2)
  })

  it('takes new episodes of a series, reads it anew, and keeps what was watched of each', async () => {
    const folder = join(world().series, 'Show One')
    episode(join(folder, 'Season 1'), 'S01E01', [1, 1])
    writeFileSync(join(folder, 'tvshow.nfo'), '<tvshow><title>Show One</title></tvshow>')
    const wanted = ['Season 1/S01E01.mkv']
    const base = {
      root: `${world().series}/`,
      folder,
      kind: 'series',
      title: 'Show One',
      changed: null,
      isOneOfMany: false,
    } as const
    const telling = (files: readonly string[], more: Partial<Telling> = {}): Telling => ({
      ...base,
      change: 'added',
      wanted: files,
      present: files,
      ...more,
    })
    await tell(telling(wanted))
    await world().nextSecond()
    episode(join(folder, 'Season 1'), 'S01E02', [1, 2])
    episode(join(folder, 'Season 2'), 'S02E01', [2, 1])
    const all = [...wanted, 'Season 1/S01E02.mkv', 'Season 2/S02E01.mkv']
    await tell(telling(all))
    assert.deepEqual((await rows('Episodes', folder)).length, 3)
    const [first] = await rows('Episodes', folder)
    await world().ask('VideoLibrary.SetEpisodeDetails', { episodeid: first?.id, ...WATCHED })
    const watchedFile = first?.file.slice(folder.length + 1) ?? ''
    for (const changed of [null, [watchedFile]]) {
      await tell(telling(all, { change: 'changed', changed }))
      const now = await rows('Episodes', folder)
      assert.equal(now.length, 3)
      const again = now.find(({ file }) => file === first?.file)
      assert.ok(again !== undefined && isWatched(again))
    }
    rmSync(folder, { recursive: true })
    await tell(telling([], { change: 'removed' }))
    assert.deepEqual(await known(telling([])), [])
  })
}
