import { useCallback } from 'react'

const LIFT = '--toast-lift'
const RIGHT = '--toast-right'
const APART_PX = 12

/** For a bar that sticks to the end of the page: toasts stand above it, and end where it ends. */
export function useToastLift<Bar extends HTMLElement>(): (bar: Bar | null) => (() => void) | undefined {
  return useCallback((bar: Bar | null) => {
    if (bar === null) return undefined
    const { style } = document.documentElement
    const seen = new ResizeObserver(() => {
      style.setProperty(LIFT, `${bar.offsetHeight + APART_PX}px`)
      style.setProperty(RIGHT, `${document.documentElement.clientWidth - bar.getBoundingClientRect().right}px`)
    })
    seen.observe(bar)
    return () => {
      seen.disconnect()
      style.removeProperty(LIFT)
      style.removeProperty(RIGHT)
    }
  }, [])
}
