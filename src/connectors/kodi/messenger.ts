import type { Messenger } from '../../alerts/ports.ts'
import { type KodiClient, Ok } from './client.ts'

/** More does not fit on a screen that is read from the sofa. */
const TITLE_MOST = 60
const TEXT_MOST = 180
const SHOWN_MS = 8000
const LOUD_MS = 20_000

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Cut between what people see as signs, and marked where it was. */
function cut(text: string, most: number): string {
  const signs = Array.from(graphemes.segment(text), ({ segment }) => segment)
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`
}

const IMAGES = { good: 'info', info: 'info', warn: 'warning', bad: 'error' } as const

/** A few lines on the screen for some seconds; there is nobody to ask afterwards. */
export function messenger(client: KodiClient): Messenger {
  return {
    traits: { titleMost: TITLE_MOST, textMost: TEXT_MOST, hasLinks: false, isLoudPossible: true },
    async send({ title, items, severity, isLoud }, signal) {
      const lines = items.map(({ text }) => text).join(' · ')
      const params = {
        title: cut(title, TITLE_MOST),
        // QUIRK(kodi 20.1): an empty message is refused.
        message: cut(lines === '' ? title : lines, TEXT_MOST),
        image: IMAGES[severity],
        displaytime: isLoud ? LOUD_MS : SHOWN_MS,
      }
      await client.call('GUI.ShowNotification', Ok, { params, signal })
      return { ref: '', accepted: 1, refused: [] }
    },
  }
}
