import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const OURS = /^(web\.|plan\.kind\.|capture-date\.source\.|error\.web\/|error\.internal\/unexpected|app\.)/
/** Words that come with the screens of an area, not with the first load: `web.<one of these>.`. */
const WITH_SCREENS: Readonly<Record<string, readonly string[]>> = {
  'as-run': ['asRun'],
  archive: ['archive', 'setup', 'storage'],
  alerts: ['alerts'],
  activity: ['delivery', 'deliveries', 'events', 'log', 'queues'],
  clocks: ['clocks'],
  connections: ['connections'],
  diagnostics: ['diagnostics', 'data'],
  library: ['library'],
  logs: ['logs'],
  players: ['players'],
  forecast: ['forecast'],
  planner: ['planner'],
  programme: ['programme'],
  radio: ['radio'],
  tracks: ['tracks'],
  traffic: ['traffic'],
  voice: ['voice'],
  webhooks: ['webhooks'],
  setup: ['setup'],
  settings: ['settings', 'setting', 'config', 'schedules', 'backups', 'people', 'scope', 'history', 'audit'],
}
/** Words that the server says, too, and that come with the screens of an area. */
const SERVERS: Readonly<Record<string, RegExp>> = {
  archive: /^capture-date\.source\./,
  library: /^library\.(kind|task|fact|source|art|use|scan\.phase)\.|^webhook\.kind\./,
  webhooks: /^webhook\.kind\./,
}
const FILE = fileURLToPath(new URL('../../locales/en.json', import.meta.url))
const VIRTUAL = 'virtual:words/'

type Words = Record<string, string>

const isOf = (area: string, key: string): boolean =>
  WITH_SCREENS[area]?.some((part) => key.startsWith(`web.${part}.`)) === true || SERVERS[area]?.test(key) === true

const isOfScreens = (key: string): boolean => Object.keys(WITH_SCREENS).some((area) => isOf(area, key))

const only = (words: Words, holds: (key: string) => boolean): string =>
  JSON.stringify(Object.fromEntries(Object.entries(words).filter(([key]) => holds(key))))

/**
 * Of the catalogue the browser gets the words of its screens; sentences about errors and reasons come from the server.
 * `virtual:words/<area>` are those that an area brings along.
 */
export function browserWords(): Plugin {
  return {
    name: 'patchbay:browser-words',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(VIRTUAL) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${VIRTUAL}`)) return null
      this.addWatchFile(FILE)
      const area = id.slice(VIRTUAL.length + 1)
      const words = JSON.parse(readFileSync(FILE, 'utf8')) as Words
      return `export default ${only(words, (key) => isOf(area, key))}`
    },
    transform: {
      filter: { id: /locales\/\w+\.json$/ },
      handler: (code) => ({
        code: only(JSON.parse(code) as Words, (key) => OURS.test(key) && !isOfScreens(key)),
        map: null,
      }),
    },
  }
}
