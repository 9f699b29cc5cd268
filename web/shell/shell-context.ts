import { createContext } from 'react'

interface ShellTools {
  path: string
  openPalette: () => void
}

/** What pages may ask of the shell around them. */
export const ShellContext = createContext<ShellTools>({ path: '/', openPalette: () => undefined })
