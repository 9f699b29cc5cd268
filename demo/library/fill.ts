import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startFakeReceiver } from '../../src/connectors/webhook/fake-server.ts'
import type { TitleView } from '../../src/library/titles/contract.ts'
import type { AppClient } from '../../test/app-client.ts'
import { chooseAlerts } from '../alerts.ts'
import type { Desk } from '../desk.ts'
import { drawScene } from '../pictures.ts'
import type { Clips } from './clips.ts'
import { filmsOnDisk } from './films.ts'
import { furnish } from './furnish.ts'
import { type House, openHouse } from './house.ts'
import { draw, tellProvider } from './provider.ts'
import { sayDownload } from './radarr.ts'

interface Filling {
  desk: Desk
  app: Pick<AppClient, 'call'>
  /** For the media. */
  folder: string
  clips: Clips
  /** The doubles serve until it ends. */
  stack: AsyncDisposableStack
}

/** From films and series on a disk to titles with artwork that players show and people are told of. @returns what was done */
export async function fillLibrary({ desk, app, folder, clips, stack }: Filling): Promise<string> {
  const poster = join(folder, 'poster.jpg')
  await mkdir(folder, { recursive: true })
  await writeFile(poster, await drawScene({ seed: 77, width: 500, height: 750, title: 'Harbour', year: 2015 }))
  const house = stack.use(await openHouse({ folder, clips: { ...clips, poster }, titles: filmsOnDisk() }))
  await tellProvider(house)
  await addDoubtful(house, clips)
  const { filmsId, seriesId, radarrSecret } = await furnish(desk, house)
  await addReceiverThatIsGone(desk, stack)
  await chooseAlerts(desk)
  await Promise.all([filmsId, seriesId].map((libraryId) => scan(desk, libraryId)))
  await addLateGuest(house, clips)
  await sayDownload(app, { root: house.films.root, secret: radarrSecret }, LATE_GUEST)
  return `${await countEnriched(desk)} titles with their artwork, told to Kodi, Jellyfin and Plex`
}

/** Its name fits two films, and a person has to say which one it is. */
async function addDoubtful({ films, tmdb, jellyfin, plex }: House, clips: Clips): Promise<void> {
  for (const id of [5101, 5102])
    tmdb.addMovie({
      id,
      title: 'Fog',
      releaseDate: '1980-02-01',
      overview: `The ${id === 5101 ? 'first' : 'other'} one.`,
    })
  const path = await copyInto(films.root, { folder: 'Fog', file: 'Fog.mkv' }, clips)
  for (const player of [jellyfin, plex]) player.disk.add(path)
}

const LATE_GUEST = { folder: 'Late Guest (2022)', file: 'Late Guest (2022).mkv', tmdb: '4711', title: 'Late Guest' }

/** A film that comes while everything runs. Plex does not see it. */
async function addLateGuest({ films, tmdb, jellyfin }: House, clips: Clips): Promise<void> {
  const facts = { id: 4711, title: 'Late Guest', releaseDate: '2022-01-01', overview: 'He comes when all have gone.' }
  tmdb.addMovie({ ...facts, ...(await draw(tmdb, { title: 'Late Guest', year: 2022, tmdb: '4711' })) })
  jellyfin.disk.add(await copyInto(films.root, LATE_GUEST, clips))
}

async function copyInto(
  root: string,
  { folder, file }: { folder: string; file: string },
  { mkv }: Clips,
): Promise<string> {
  const path = join(root, folder, file)
  await mkdir(join(root, folder), { recursive: true })
  await copyFile(mkv, path)
  return path
}

async function scan(desk: Desk, libraryId: number): Promise<void> {
  await desk.follow(await desk.send<{ runId: number }>(`POST library/libraries/${libraryId}/scans`, {}))
}

/** All but those that somebody has to look at. */
async function countEnriched(desk: Desk): Promise<number> {
  const read = async () => (await desk.get<{ items: TitleView[] }>('library/titles?limit=200')).items
  await desk.until('the titles have their facts', async () =>
    (await read()).every(({ state, care }) => state === 'enriched' || care !== null),
  )
  return (await read()).filter(({ state }) => state === 'enriched').length
}

/** A channel that is switched off at its first message, since nobody is there any more. */
async function addReceiverThatIsGone(desk: Desk, stack: AsyncDisposableStack): Promise<void> {
  const receiver = stack.use(await startFakeReceiver())
  receiver.always = 410
  const connectionId = await desk.connect('webhook', {
    name: 'House screen',
    settings: { address: receiver.url },
    secrets: { signing_secret: receiver.secret },
  })
  const { channelId } = await desk.send<{ channelId: number }>('POST alerts/channels', { connectionId })
  await desk.send(`PUT alerts/channels/${channelId}/rules/library.title-added`, { mode: 'now' })
}
