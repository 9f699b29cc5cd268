import { LibrarySettings, type LibrarySettingsChange } from './contract.ts'

/** Folders and files that devices, players and downloads leave behind. A name that begins with a dot is left out anyway. */
const IGNORED = [
  '@eaDir',
  '@Recycle',
  '#recycle',
  '#snapshot',
  '$RECYCLE.BIN',
  'System Volume Information',
  'lost+found',
  'extrafanart',
  'extrathumbs',
  'Thumbs.db',
  'ehthumbs.db',
  'desktop.ini',
  '*.part',
  '*.partial',
  '*.crdownload',
  '*.!qB',
  '*.tmp',
]

export const USUAL_SETTINGS: LibrarySettings = {
  steps: { probe: true, artwork: true, cache: true, enrich: true, publish: false },
  ignore: IGNORED,
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

/** Each part is changed by itself; what is not named stays. */
export function withChange(settings: LibrarySettings, change: LibrarySettingsChange): LibrarySettings {
  const { steps, artwork, guard, schedules, ...rest } = change
  return LibrarySettings.parse({
    ...settings,
    ...said(rest),
    steps: { ...settings.steps, ...said(steps) },
    artwork: { ...settings.artwork, ...said(artwork) },
    guard: { ...settings.guard, ...said(guard) },
    schedules: { ...settings.schedules, ...said(schedules) },
  })
}

const said = (part: object = {}): object =>
  Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))

/** As kept in a row: parts that came later have their usual values. */
export const settingsOf = (json: string): LibrarySettings =>
  withChange(USUAL_SETTINGS, JSON.parse(json) as LibrarySettingsChange)
