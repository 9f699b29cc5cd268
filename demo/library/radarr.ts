import { join } from 'node:path'
import type { AppClient } from '../../test/app-client.ts'

export interface ImportedFilm {
  folder: string
  file: string
  tmdb: string | null
  title: string
}

/** Radarr says that it imported a film. @returns what it was answered */
export async function sayDownload(
  app: Pick<AppClient, 'call'>,
  { root, secret }: { root: string; secret: string },
  film: ImportedFilm,
): Promise<number> {
  const folderPath = join(root, film.folder)
  const { status } = await app.call('POST', 'webhooks/radarr', {
    body: {
      movie: { id: Number(film.tmdb), title: film.title, folderPath, tmdbId: Number(film.tmdb) },
      movieFile: { id: 9000 + Number(film.tmdb), path: join(folderPath, film.file) },
      isUpgrade: true,
      eventType: 'Download',
      instanceName: 'Radarr',
    },
    headers: { authorization: `Basic ${btoa(`radarr:${secret}`)}` },
  })
  return status
}
