import type { Plugin } from 'vite'

const OURS = /^(web\.|plan\.kind\.|capture-date\.source\.|error\.web\/|error\.internal\/unexpected|app\.)/

/** Of the catalogue the browser gets the words of its screens; sentences about errors and reasons come from the server. */
export function browserWords(): Plugin {
  return {
    name: 'patchbay:browser-words',
    enforce: 'pre',
    transform: {
      filter: { id: /locales\/\w+\.json$/ },
      handler(code) {
        const words = JSON.parse(code) as Record<string, string>
        return {
          code: JSON.stringify(Object.fromEntries(Object.entries(words).filter(([key]) => OURS.test(key)))),
          map: null,
        }
      },
    },
  }
}
