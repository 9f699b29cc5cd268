import { useEffect, useState } from 'react'
import { onAnnounce } from './announce.ts'

/** The page's one polite live region. */
export function Announcer() {
  const [sentence, setSentence] = useState('')
  useEffect(() => onAnnounce(setSentence), [])
  return (
    <div className="sr-only" role="status" aria-live="polite">
      {sentence}
    </div>
  )
}
