import { connectionRoutes } from '../../src/connections/contract.ts'
import { libraryRoutes, type LibraryView } from '../../src/library/libraries/contract.ts'
import { scanRoutes } from '../../src/library/scan/contract.ts'
import { useAct, useRead } from '../api/use-api.ts'

/** Counts of titles and times of tasks change without an event of their own. */
const LIBRARIES_EVERY_MS = 30_000

/** How the jobs of a scan begin: it and its phases. */
export const SCANS = 'library.'

export const libraries = libraryRoutes.routes
export const scans = scanRoutes.routes

export const useLibraries = () => useRead(libraries.list, {}, { everyMs: LIBRARIES_EVERY_MS })

/** The kind of a connection that knows films and series. */
const PROVIDER_KIND = 'tmdb'

export const useProviders = () =>
  (useRead(connectionRoutes.routes.list, {}).data?.items ?? []).filter(({ kind }) => kind === PROVIDER_KIND)

/** Of films, series and artists; what lies below a series or an artist is not counted. */
const COUNTED = ['movie', 'series', 'artist'] as const
export const titlesOf = ({ titles }: Pick<LibraryView, 'titles'>): number =>
  COUNTED.reduce((sum, kind) => sum + (titles[kind] ?? 0), 0)

/** Starts the scan that a person means by "Scan now": what has changed, with the steps of the library. */
export function useScanNow(onStarted: (scanId: number) => void) {
  const start = useAct(scans.start, ({ scanId }) => onStarted(scanId))
  return {
    start: ({ libraryId }: Pick<LibraryView, 'libraryId'>) => start.mutate({ params: { libraryId }, body: {} }),
    error: start.error,
    isBusy: start.isPending,
  }
}

/** A number of the address; undefined for anything else. */
export const idOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
