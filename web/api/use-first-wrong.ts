import { useEffect, useRef, type RefObject } from 'react'
import { fieldErrorCount } from './field-errors.ts'

/** The focus goes to the first field of which the answer says that it is wrong. @returns what the form carries */
export function useFirstWrong<Form extends HTMLElement>(error: Error | null): RefObject<Form | null> {
  const form = useRef<Form>(null)
  useEffect(() => {
    if (fieldErrorCount(error) === 0) return
    const field = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')
    // In the middle: a bar that stays at the foot of the page covers what is only just in sight.
    field?.focus({ preventScroll: true })
    field?.scrollIntoView({ block: 'center' })
  }, [error])
  return form
}
