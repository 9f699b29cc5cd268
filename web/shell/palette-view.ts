import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'

/** Leads to a page. */
export type Go = (to: string, search?: Record<string, string>) => void

/** One thing, page, setting or command. Commands that change something open their plan; the palette changes nothing. */
export interface PaletteEntry {
  id: string
  icon: Icon
  name: string
  /** "page", "command", "file, filed". */
  kind: string
  state?: ReactNode
  run: () => void
}

/** Finds entries for a text. `>` asks for commands only, `#` for ids. */
export interface PaletteSource {
  id: string
  find: (text: string, only: 'all' | 'commands' | 'ids', signal: AbortSignal) => Promise<readonly PaletteEntry[]>
}
