import assert from 'node:assert/strict'
import type { WithSecret } from '../src/webhooks/contract.ts'
import type { LibraryWorld } from './scan-world.ts'

export interface Radarr {
  /** @returns the status */
  say(eventType: string, members: object): Promise<number>
  source: WithSecret
}

/** A Radarr that sees the library as `/movies`. */
export async function addRadarr({ app, library }: LibraryWorld): Promise<Radarr> {
  const added = await app.cli('POST', 'api/v1/webhooks/sources', { kind: 'radarr', name: 'Radarr' })
  const source = added.json as WithSecret
  const said = await app.cli('PUT', 'api/v1/library/sender-folders', {
    sourceId: source.source.sourceId,
    toldFolder: '/movies',
    libraryId: library.libraryId,
  })
  assert.equal(said.status, 200, said.text)
  await app.settled()
  const authorization = `Basic ${Buffer.from(`radarr:${source.secret}`).toString('base64')}`
  return {
    source,
    async say(eventType, members) {
      const body = { ...members, eventType, instanceName: 'Radarr', applicationUrl: '' }
      const answer = await app.call('POST', 'webhooks/radarr', { body, headers: { authorization } })
      return answer.status
    },
  }
}

export const movieOf = (folder: string, tmdbId = 603) => ({
  id: tmdbId,
  title: folder,
  year: 2019,
  folderPath: `/movies/${folder}`,
  tmdbId,
})
export const fileOf = (folder: string, id: number, name = 'film.mkv') => ({
  id,
  relativePath: name,
  path: `/movies/${folder}/${name}`,
})
export const download = (folder: string, { id = 1, tmdbId = 603, isUpgrade = false, name = 'film.mkv' } = {}) => ({
  movie: movieOf(folder, tmdbId),
  movieFile: fileOf(folder, id, name),
  isUpgrade,
})
