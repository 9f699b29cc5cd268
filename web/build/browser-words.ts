import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const OURS = /^(web\.|plan\.kind\.|capture-date\.source\.|error\.web\/|error\.internal\/unexpected|app\.)/
/** Areas whose words come with their screens, as `virtual:words/<area>`: they are no part of the first load. */
const LATER = ['connections']
const VIRTUAL = 'virtual:words/'

const CATALOGUE = fileURLToPath(new URL('../../locales/en.json', import.meta.url))

/** Of the catalogue the browser gets the words of its screens; sentences about errors and reasons come from the server. */
export function browserWords(): Plugin {
  return {
    name: 'patchbay:browser-words',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(VIRTUAL) ? `\0${id}` : undefined),
    async load(id) {
      if (!id.startsWith(`\0${VIRTUAL}`)) return undefined
      const area = id.slice(VIRTUAL.length + 1)
      this.addWatchFile(CATALOGUE)
      const words = wordsIn(await readFile(CATALOGUE, 'utf8'), (key) => isOf(area, key))
      return `export default ${words}`
    },
    transform: {
      filter: { id: /locales\/\w+\.json$/ },
      handler: (code) => ({
        code: wordsIn(code, (key) => OURS.test(key) && !LATER.some((area) => isOf(area, key))),
        map: null,
      }),
    },
  }
}

const isOf = (area: string, key: string): boolean => key.startsWith(`web.${area}.`)

function wordsIn(catalogue: string, isWanted: (key: string) => boolean): string {
  const words = JSON.parse(catalogue) as Record<string, string>
  return JSON.stringify(Object.fromEntries(Object.entries(words).filter(([key]) => isWanted(key))))
}
