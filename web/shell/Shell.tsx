import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useMemo, useState } from 'react'
import { useConnection } from '../live/connection.ts'
import { Announcer } from '../parts/Announcer.tsx'
import { WriteGate } from '../parts/Button.tsx'
import { Toasts } from '../parts/Toasts.tsx'
import { useWords } from '../words.ts'
import { AREAS } from './areas.ts'
import { BottomBar } from './BottomBar.tsx'
import { listenToKeys, useKeys, type KeyBinding } from '../parts/keyboard.ts'
import { Nav } from './Nav.tsx'
import type { PaletteSource } from './palette-view.ts'
import { part } from './part.ts'
import { ShellContext } from './shell-context.ts'
import styles from './Shell.module.css'
import type { ShellProps } from './shell-view.ts'
import { SkipLink } from './SkipLink.tsx'

// Dialogs are no part of the first load.
const loadPalette = part(() => import('./Palette.tsx'))
const loadKeyHelp = part(() => import('./KeyHelp.tsx'))
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }))
const KeyHelp = lazy(async () => ({ default: (await loadKeyHelp()).KeyHelp }))

/** Navigation, keys, search and live indicator around each page. */
export function Shell({ children, sources, ...shell }: ShellProps & { sources: readonly PaletteSource[] }) {
  const say = useWords()
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  const { state } = useConnection()
  const tools = useMemo(() => ({ path: shell.path, openPalette: () => setOpen('palette') }), [shell.path])
  const close = () => setOpen(null)
  useEffect(listenToKeys, [])
  useEffect(loadDialogsSoon, [])
  useShellKeys(setOpen)
  return (
    <ShellContext value={tools}>
      <WriteGate value={state === 'offline' ? say('web.connection.noWrites') : null}>
        <SkipLink />
        <div className={styles.shell}>
          <Nav {...shell} onSearch={tools.openPalette} />
          {children}
        </div>
        <BottomBar path={shell.path} />
        <Suspense>
          {open === 'palette' && <Palette isOpen onClose={close} sources={sources} />}
          {open === 'keys' && <KeyHelp isOpen onClose={close} />}
        </Suspense>
        <Toasts />
        <Announcer />
      </WriteGate>
    </ShellContext>
  )
}

/**
 * So that the first `/` does not lose what is typed behind it, and no key takes away a page with what is typed in it
 * because an update has replaced the file of a dialog.
 */
function loadDialogsSoon(): () => void {
  const timer = window.setTimeout(() => {
    // What can't be fetched now is asked for again, and told, when it is opened.
    for (const load of [loadPalette, loadKeyHelp]) load().catch(() => undefined)
  }, 2000)
  return () => window.clearTimeout(timer)
}

function useShellKeys(setOpen: (open: 'palette' | 'keys') => void): void {
  const navigate = useNavigate()
  const keys = useMemo(
    (): KeyBinding[] => [
      { keys: '/', label: 'web.palette.open', run: () => setOpen('palette') },
      { keys: 'mod+k', label: 'web.palette.open', run: () => setOpen('palette') },
      { keys: '?', label: 'web.keys.title', run: () => setOpen('keys') },
      { keys: 'Esc', label: 'web.keys.close' },
      ...AREAS.map((area): KeyBinding => ({
        keys: `g ${area.key}`,
        label: area.keyLabel,
        run: () => void navigate({ to: area.to }),
      })),
    ],
    [navigate, setOpen],
  )
  useKeys(keys)
}
