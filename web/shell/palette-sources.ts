import { useNavigate } from '@tanstack/react-router'
import { IconMoon, IconPhoto, IconPlug, IconPlus, type Icon } from '@tabler/icons-react'
import { useMemo } from 'react'
import { archiveRoutes } from '../../src/archive/contract.ts'
import { connectionRoutes } from '../../src/connections/contract.ts'
import { call } from '../api/client.ts'
import { useMay } from '../session/use-session.ts'
import { chooseTheme, type ThemeChoice } from '../theme/scheme.ts'
import { addWords, useWords, type Say } from '../words.ts'
import { AREAS } from './areas.ts'
import type { Go, PaletteEntry, PaletteSource } from './palette-view.ts'
import { part } from './part.ts'

const loadRadio = part(() => import('../radio/palette.ts'))
const loadArchive = part(() => import('../archive/palette.ts'))
const loadLibrary = part(() => import('../library/palette.ts'))
/** What the states of items and batches are called. */
const loadArchiveWords = part(() => import('virtual:words/archive'))

/** What the palette finds: pages, commands, connections by name, items of the archive by name or id, batches, titles, stations and inboxes. */
export function usePaletteSources(): readonly PaletteSource[] {
  const say = useWords()
  const navigate = useNavigate()
  const mayConnect = useMay('secrets:write')
  const mayImport = useMay('files:move')
  return useMemo(() => {
    const go: Go = (to, search = {}) => void navigate({ to, search })
    const found = [connections(say, go), items(say, go), batches(say, go), titles(say, go), radio(say, go, mayImport)]
    return [pages(say, go), commands(say, go, mayConnect), ...found]
  }, [say, navigate, mayConnect, mayImport])
}

const fits = (text: string) => (entry: PaletteEntry) => entry.name.toLowerCase().includes(text.toLowerCase())

function pages(say: Say, go: Go): PaletteSource {
  const all = AREAS.flatMap((area) => {
    const entry = (to: string, name: string, icon: Icon): PaletteEntry => ({
      id: `page:${to}`,
      icon,
      name,
      kind: say('web.palette.page'),
      run: () => go(to),
    })
    if (area.pages.length === 0) return [entry(area.to, say(area.label), area.icon)]
    return area.pages.map((page) => entry(page.to, `${say(area.label)}, ${say(page.label)}`, area.icon))
  })
  return { id: 'pages', find: async (text, only) => (only === 'all' ? all.filter(fits(text)) : []) }
}

function commands(say: Say, go: Go, mayConnect: boolean): PaletteSource {
  const themes: ThemeChoice[] = ['system', 'light', 'dark']
  const add: PaletteEntry = {
    id: 'connections:new',
    icon: IconPlus,
    name: say('web.palette.addConnection'),
    kind: say('web.palette.command'),
    run: () => go('/connections/new'),
  }
  const dress = themes.map((theme): PaletteEntry => ({
    id: `theme:${theme}`,
    icon: IconMoon,
    name: say(`web.palette.theme.${theme}`),
    kind: say('web.palette.command'),
    run: () => chooseTheme(theme),
  }))
  const all = mayConnect ? [add, ...dress] : dress
  return {
    id: 'commands',
    find: async (text, only) => (only === 'ids' || (only === 'all' && text === '') ? [] : all.filter(fits(text))),
  }
}

function connections(say: Say, go: Go): PaletteSource {
  return {
    id: 'connections',
    find: async (text, only, signal) => {
      if (text === '' || only !== 'all') return []
      const { items: known } = await call(connectionRoutes.routes.list, {}, { signal })
      const entries = known.map(({ connectionId, name }) => ({
        id: `connection:${connectionId}`,
        icon: IconPlug,
        name,
        kind: say('web.palette.connection'),
        run: () => go(`/connections/${connectionId}`),
      }))
      return entries.filter(fits(text))
    },
  }
}

const FOUND = 8

function items(say: Say, go: Go): PaletteSource {
  return {
    id: 'items',
    find: async (text, only, signal) => {
      if (text === '' || only === 'commands') return []
      const [found, words] = await Promise.all([
        call(archiveRoutes.routes.listItems, { query: { text, limit: FOUND } }, { signal }),
        loadArchiveWords(),
      ])
      addWords(words.default)
      return found.items.map((item) => ({
        id: `item:${item.itemId}`,
        icon: IconPhoto,
        name: item.name,
        kind: say(`web.archive.item.${item.state}`),
        run: () => go('/archive/items', { item: String(item.itemId) }),
      }))
    },
  }
}

function batches(say: Say, go: Go): PaletteSource {
  return {
    id: 'batches',
    find: async (text, only, signal) => {
      if (text === '' || only !== 'all') return []
      const [{ findBatches }, words] = await Promise.all([loadArchive(), loadArchiveWords()])
      addWords(words.default)
      return findBatches({ say, go }, { text, signal })
    },
  }
}

function titles(say: Say, go: Go): PaletteSource {
  return {
    id: 'titles',
    find: async (text, only, signal) => {
      if (text === '' || only !== 'all') return []
      const { findTitles } = await loadLibrary()
      return findTitles({ say, go }, { text, signal })
    },
  }
}

/** Stations, and the import of an inbox; what finds them comes with the first thing that is typed. */
function radio(say: Say, go: Go, mayImport: boolean): PaletteSource {
  return {
    id: 'radio',
    find: async (text, only, signal) => {
      if (text === '' || only === 'ids') return []
      const { findInRadio } = await loadRadio()
      return findInRadio({ say, go, mayImport }, { text, only, signal })
    },
  }
}
