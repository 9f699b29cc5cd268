/** Something that was done: with its number, how sure it is, and the way back. */
export interface Toast {
  title: string
  /** "All read back." */
  detail?: string
  /** @returns why it could not be taken back, in words; undefined when it was */
  onUndo?: () => Promise<string | undefined>
}

export interface ShownToast extends Toast {
  id: number
}

const FOR_MS = 10_000
const MOST = 3

let shown: readonly ShownToast[] = []
let nextId = 1
const listeners = new Set<() => void>()
const timers = new Map<number, number>()

/** Says for 10 s what was done, with its undo. Errors never come here: they stand in place of what failed. */
export function toast(what: Toast): void {
  const id = nextId
  nextId += 1
  show([...shown, { ...what, id }].slice(-MOST))
  resume(id)
}

export function closeToast(id: number): void {
  hold(id)
  show(shown.filter((one) => one.id !== id))
}

/** Keeps a toast while it is read: under the pointer or with the focus. */
export function hold(id: number): void {
  window.clearTimeout(timers.get(id))
  timers.delete(id)
}

export function resume(id: number): void {
  hold(id)
  timers.set(
    id,
    window.setTimeout(() => closeToast(id), FOR_MS),
  )
}

export const toastsNow = (): readonly ShownToast[] => shown

export function onToasts(listener: () => void): () => void {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

function show(next: readonly ShownToast[]): void {
  shown = next
  for (const listener of listeners) listener()
}
