import type { LibraryView } from '../../src/library/libraries/contract.ts'

/** The settings of a library in tests of what its screens make of them. */
export const LIBRARY_SETTINGS: LibraryView['settings'] = {
  steps: { probe: true, artwork: true, cache: true, enrich: true, publish: false },
  ignore: ['@eaDir', '*.part'],
  language: 'en',
  connectionId: null,
  artwork: {
    poster: 1,
    fanart: 3,
    banner: 1,
    clearlogo: 1,
    clearart: 1,
    discart: 1,
    keyart: 1,
    landscape: 1,
    characterart: 1,
    thumb: 1,
  },
  isWatched: true,
  guard: { share: 5, titles: 20 },
  schedules: { scan: '30 2 * * *', update: '0 4 * * *', cleanup: '15 5 * * *', verification: '0 6 * * 0' },
}
