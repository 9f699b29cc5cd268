import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import type { Say } from '../../words.ts'

/** How a scan is begun, as it is typed. */
export interface ScanWish {
  isFull: boolean
  /** Below the folder of the library; empty for all of it. */
  folder: string
  steps: LibraryView['settings']['steps']
  /** Empty for all. */
  mostFolders: string
}

export const wishOf = ({ settings }: Pick<LibraryView, 'settings'>): ScanWish => ({
  isFull: false,
  folder: '',
  steps: settings.steps,
  mostFolders: '',
})

/** What it will do, one sentence each, before it is begun. */
export function doesInWords(say: Say, wish: ScanWish, library: Pick<LibraryView, 'settings' | 'kind'>): string[] {
  const { steps, folder, isFull, mostFolders } = wish
  const hasProvider = library.settings.connectionId !== null
  return [
    folder === ''
      ? say(isFull ? 'web.library.does.full' : 'web.library.does.changed')
      : say('web.library.does.folder', { folder }),
    ...(mostFolders === '' ? [] : [say('web.library.does.most', { count: Number(mostFolders) })]),
    say(steps.probe ? 'web.library.does.probe' : 'web.library.does.noProbe'),
    ...(steps.artwork ? [say('web.library.does.artwork')] : []),
    ...(steps.cache ? [say('web.library.does.cache')] : []),
    ...(steps.enrich ? [say(hasProvider ? 'web.library.does.enrich' : 'web.library.does.noProvider')] : []),
    say(steps.publish ? 'web.library.does.publish' : 'web.library.does.noPublish'),
    say('web.library.does.safe'),
  ]
}

/** As a path below the folder: a person may paste one that begins or ends with a slash. */
export const folderOf = (text: string): string =>
  text
    .trim()
    .replaceAll('\\', '/')
    .replace(/^\/+|\/+$/g, '')

/** The request; only what differs from the library is said. */
export function bodyOf(wish: ScanWish, { settings }: Pick<LibraryView, 'settings'>) {
  const folder = folderOf(wish.folder)
  const steps = Object.fromEntries(
    Object.entries(wish.steps).filter(([name, isOn]) => isOn !== settings.steps[name as keyof typeof settings.steps]),
  )
  return {
    full: wish.isFull,
    steps,
    ...(folder === '' ? {} : { folder }),
    ...(wish.mostFolders === '' ? {} : { mostFolders: Number(wish.mostFolders) }),
  }
}
