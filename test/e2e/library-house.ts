import { join } from 'node:path'
import { type FakeDiscord, startFakeDiscord } from '../../src/connectors/discord/fake-server.ts'
import { type FakeJellyfin, startFakeJellyfin } from '../../src/connectors/jellyfin/fake-server.ts'
import { startFakeKodi } from '../../src/connectors/kodi/fake-server.ts'
import { type FakePlex, startFakePlex } from '../../src/connectors/plex/fake-server.ts'
import { type FakePushover, startFakePushover } from '../../src/connectors/pushover/fake-server.ts'
import { type FakeSmtp, startFakeSmtp } from '../../src/connectors/smtp/fake-server.ts'
import { type FakeTmdb, startFakeTmdb } from '../../src/connectors/tmdb/fake-server.ts'
import { missingForKodi, startKodi } from '../kodi.ts'
import { makeClips } from '../library-media/clips.ts'
import { type MadeLibrary, makeFilms, makeSeries } from '../library-media/tree.ts'
import type { SpawnedApp } from '../spawn-app.ts'

export interface KodiAt {
  url: string
  username: string
  password: string
  isReal: boolean
}

/** What stands around a library: films and series on a disk, who knows them, who plays them, who is told. */
export interface House extends AsyncDisposable {
  films: MadeLibrary
  series: MadeLibrary
  tmdb: FakeTmdb
  kodi: KodiAt
  jellyfin: FakeJellyfin
  plex: FakePlex
  discord: FakeDiscord
  pushover: FakePushover
  mail: FakeSmtp
}

/** @param folder for the media; it goes with whoever made it. @throws Error when there is no ffmpeg to make media with */
export async function openHouse(folder: string, say: (line: string) => void): Promise<House> {
  await using stack = new AsyncDisposableStack()
  const clips = await makeClips(join(folder, 'clips'))
  const films = await makeFilms(join(folder, 'films'), clips)
  const series = await makeSeries(join(folder, 'series'), clips)
  const tmdb = stack.use(await startFakeTmdb())
  fill(tmdb, films, series)
  const missing = missingForKodi()
  if (missing !== undefined) say(`${missing}; its double stands in`)
  const kodi = missing === undefined ? await realKodi(stack, films.root) : await doubleOfKodi(stack, films.root)
  const told = { name: 'Films', type: 'movies', locations: [films.root] } as const
  const house = {
    films,
    series,
    tmdb,
    kodi,
    jellyfin: stack.use(await startFakeJellyfin({ folders: [told], actsAfterMs: 10 })),
    plex: stack.use(
      await startFakePlex({
        sections: [{ key: '1', type: 'movie', title: 'Films', locations: [films.root] }],
        actsAfterMs: 10,
      }),
    ),
    discord: stack.use(await startFakeDiscord()),
    pushover: stack.use(await startFakePushover()),
    mail: stack.use(await startFakeSmtp()),
  }
  for (const { folder: name, file } of films.titles) {
    house.jellyfin.disk.add(join(films.root, name, file))
    house.plex.disk.add(join(films.root, name, file))
  }
  const running = stack.move()
  return { ...house, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function realKodi(stack: AsyncDisposableStack, root: string): Promise<KodiAt> {
  const { url, username, password } = stack.use(await startKodi([{ path: root, holds: 'movies' }]))
  return { url, username, password, isReal: true }
}

async function doubleOfKodi(stack: AsyncDisposableStack, root: string): Promise<KodiAt> {
  const login = { username: 'kodi', password: 'pass:word' }
  const { url } = stack.use(await startFakeKodi({ ...login, roots: [{ path: root, holds: 'movies' }] }))
  return { url, ...login, isReal: false }
}

function fill(tmdb: FakeTmdb, films: MadeLibrary, series: MadeLibrary): void {
  for (const { title, year, tmdb: id } of films.titles)
    tmdb.addMovie({
      id: Number(id),
      title,
      releaseDate: `${year}-05-06`,
      overview: `What ${title} is about.`,
      genres: ['Drama'],
      cast: [{ name: 'Ada Dry', character: 'Anna' }],
    })
  for (const { title, year, tmdb: id } of series.titles)
    tmdb.addSeries({ id: Number(id), name: title, firstAirDate: `${year ?? 2018}-01-01`, seasons: [] })
}

interface Added {
  connectionId: number
}

/** Connections, libraries, players and channels, as the command line makes them. */
export async function furnish(app: SpawnedApp, house: House): Promise<{ radarrSecret: string }> {
  const post = async <Reply>(path: string, body: object, method = 'POST'): Promise<Reply> => {
    const answer = await app.cli(method, `api/v1/${path}`, body)
    if (answer.status >= 300) throw new Error(`${path}: ${answer.status} ${answer.text}`)
    return answer.json as Reply
  }
  const connect = async (kind: string, settings: object, secrets: object = {}): Promise<number> =>
    (await post<Added>('connections', { kind, name: kind, settings, secrets })).connectionId
  const { tmdb, kodi, jellyfin, plex, discord, pushover, mail, films, series } = house
  const provider = await connect('tmdb', { address: tmdb.url, images_address: tmdb.imagesUrl }, { api_key: tmdb.key })
  const players = {
    kodi: await connect('kodi', { address: kodi.url, username: kodi.username }, { password: kodi.password }),
    jellyfin: await connect('jellyfin', { address: jellyfin.url }, { api_key: jellyfin.key }),
    plex: await connect('plex', { address: plex.url }, { api_key: plex.token }),
  }
  const channels = [
    await connect('discord', { other_host: discord.url }, { webhook_address: discord.webhookAddress }),
    await connect('pushover', { address: pushover.url }, { app_token: pushover.token, user_key: pushover.user }),
    await connect('smtp', {
      host: mail.host,
      port: mail.port,
      security: 'none',
      from: 'patchbay@example.org',
      to: 'ann@example.org',
    }),
  ]
  const settings = { connectionId: provider, isWatched: false, steps: { publish: true } }
  await post('library/libraries', { kind: 'films', name: 'Films', path: films.root, settings })
  await post('library/libraries', { kind: 'series', name: 'Series', path: series.root, settings })
  for (const [kind, connectionId] of Object.entries(players)) {
    const made = { kind, name: kind, connectionIds: [connectionId], libraryIds: [1] }
    const { groupId } = await post<{ groupId: number }>('library/player-groups', made)
    await post(`library/player-groups/${groupId}/mappings`, { libraryId: 1, relPath: '', playerPath: films.root })
  }
  for (const connectionId of channels) {
    const { channelId } = await post<{ channelId: number }>('alerts/channels', { connectionId })
    await post(`alerts/channels/${channelId}/rules/library.title-added`, { mode: 'now' }, 'PUT')
  }
  const radarr = await post<{ secret: string }>('webhooks/sources', { kind: 'radarr', name: 'Radarr' })
  return { radarrSecret: radarr.secret }
}
