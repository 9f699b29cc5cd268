import type { KeyBinding } from './keyboard.ts'

const ROW = '[role="row"], li'

/** Keys that stand for a button: the one of the row that has the focus, else the one that stands in no row. */
export const RETRY_KEYS: readonly KeyBinding[] = [{ keys: 'r', label: 'web.keys.retry', run: () => press('r') }]
export const UNDO_KEYS: readonly KeyBinding[] = [
  { keys: 'u', label: 'web.undo', run: () => press('u') },
  { keys: 'mod+z', label: 'web.undo', run: () => press('u') },
]
export const EDIT_KEYS: readonly KeyBinding[] = [{ keys: 'e', label: 'web.keys.edit', run: () => press('e') }]
export const NO_KEYS: readonly KeyBinding[] = []

function press(key: string): void {
  const buttons = [...document.querySelectorAll<HTMLElement>(`[aria-keyshortcuts~="${key}"]`)]
  const row = document.activeElement?.closest(ROW) ?? null
  const found = buttons.find((button) => row !== null && row.contains(button))
  const button = found ?? buttons.find((one) => one.closest(ROW) === null)
  button?.click()
}
