import type { Desk } from '../desk.ts'
import type { House } from './house.ts'

export interface Furnished {
  filmsId: number
  seriesId: number
  /** With which Radarr signs in. */
  radarrSecret: string
}

const PLAYER_NAMES: Record<string, string> = { kodi: 'Living room', jellyfin: 'Jellyfin', plex: 'Plex' }

/** Connections, libraries, players and channels, as a person makes them. */
export async function furnish(desk: Desk, house: House): Promise<Furnished> {
  const { tmdb, films, series } = house
  const provider = await desk.connect('tmdb', {
    name: 'TMDB',
    settings: { address: tmdb.url, images_address: tmdb.imagesUrl },
    secrets: { api_key: tmdb.key },
  })
  const settings = { connectionId: provider, isWatched: false, steps: { publish: true } }
  const addLibrary = async (kind: string, name: string, path: string): Promise<number> =>
    (await desk.send<{ libraryId: number }>('POST library/libraries', { kind, name, path, settings })).libraryId
  const filmsId = await addLibrary('films', 'Films', films.root)
  const seriesId = await addLibrary('series', 'Series', series.root)
  await joinPlayers(desk, house, filmsId)
  await joinChannels(desk, house)
  const radarr = await desk.send<{ secret: string }>('POST webhooks/sources', { kind: 'radarr', name: 'Radarr' })
  return { filmsId, seriesId, radarrSecret: radarr.secret }
}

async function joinPlayers(desk: Desk, { kodi, jellyfin, plex, films }: House, libraryId: number): Promise<void> {
  const login = { settings: { address: kodi.url, username: kodi.username }, secrets: { password: kodi.password } }
  const players = {
    kodi: await desk.connect('kodi', { name: 'Kodi', ...login }),
    jellyfin: await desk.connect('jellyfin', {
      name: 'Jellyfin',
      settings: { address: jellyfin.url },
      secrets: { api_key: jellyfin.key },
    }),
    plex: await desk.connect('plex', {
      name: 'Plex',
      settings: { address: plex.url },
      secrets: { api_key: plex.token },
    }),
  }
  for (const [kind, connectionId] of Object.entries(players)) {
    const made = { kind, name: PLAYER_NAMES[kind] ?? kind, connectionIds: [connectionId], libraryIds: [libraryId] }
    const { groupId } = await desk.send<{ groupId: number }>('POST library/player-groups', made)
    const mapping = { libraryId, relPath: '', playerPath: films.root }
    await desk.send(`POST library/player-groups/${groupId}/mappings`, mapping)
  }
}

async function joinChannels(desk: Desk, { discord, pushover, mail }: House): Promise<void> {
  const channels = [
    await desk.connect('discord', {
      name: 'Discord',
      settings: { other_host: discord.url },
      secrets: { webhook_address: discord.webhookAddress },
    }),
    await desk.connect('pushover', {
      name: 'Pushover',
      settings: { address: pushover.url },
      secrets: { app_token: pushover.token, user_key: pushover.user },
    }),
    await desk.connect('smtp', {
      name: 'Mail',
      settings: {
        host: mail.host,
        port: mail.port,
        security: 'none',
        from: 'patchbay@example.org',
        to: 'ann@example.org',
      },
    }),
  ]
  for (const connectionId of channels) {
    const { channelId } = await desk.send<{ channelId: number }>('POST alerts/channels', { connectionId })
    await desk.send(`PUT alerts/channels/${channelId}/rules/library.title-added`, { mode: 'now' })
  }
}
