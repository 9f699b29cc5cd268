import { useEffect, useMemo, useRef, type RefObject } from 'react'
import { useKeys, type KeyBinding } from './keyboard.ts'

interface KeyedList {
  frame: RefObject<HTMLElement | null>
  tools?: unknown
  onOpen?: unknown
  selection?: unknown
}

/**
 * Keys of a list from anywhere on its page: `f` goes to its first filter.
 * @param step `j` and `k` while the focus is not in the list
 */
export function useListKeys(list: KeyedList, step: (by: 1 | -1) => void): void {
  const newest = useRef(step)
  useEffect(() => {
    newest.current = step
  })
  const { frame } = list
  const hasFilter = list.tools !== undefined
  const canOpen = list.onOpen !== undefined
  const canChoose = list.selection !== undefined
  const keys = useMemo((): KeyBinding[] => {
    const toFilter = () => frame.current?.querySelector<HTMLElement>('[data-tools] :is(input, select, button)')?.focus()
    return [
      { keys: 'j', label: 'web.keys.nextRow', run: () => newest.current(1) },
      { keys: 'k', label: 'web.keys.formerRow', run: () => newest.current(-1) },
      ...(canOpen ? [{ keys: 'Enter', label: 'web.keys.openRow' } as const] : []),
      ...(canChoose ? [{ keys: 'x', label: 'web.keys.chooseRow' } as const] : []),
      ...(canChoose ? [{ keys: 'Shift x', label: 'web.keys.chooseRange' } as const] : []),
      ...(hasFilter ? [{ keys: 'f', label: 'web.keys.filter', run: toFilter } as const] : []),
    ]
  }, [frame, hasFilter, canOpen, canChoose])
  useKeys(keys)
}
