import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'

const TYPING_MS = 200

/** A field whose text stands in the address a moment after it was typed; undefined there when it is empty. */
export function useTypedText(text: string, send: (text: string | undefined) => void) {
  const [typed, setTyped] = useState(text)
  const sent = useRef(text)
  const sendSoon = useDebouncedCallback((next: string) => {
    sent.current = next
    send(next === '' ? undefined : next)
  }, TYPING_MS)
  // A view, or Back, brought another text than what was typed here.
  useEffect(() => {
    if (text === sent.current) return
    sent.current = text
    setTyped(text)
  }, [text])
  return {
    value: typed,
    onChange: (next: string) => {
      setTyped(next)
      sendSoon(next)
    },
  }
}
