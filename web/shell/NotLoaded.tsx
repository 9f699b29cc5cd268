import { useEffect, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { useWords } from '../words.ts'
import { Door } from './Door.tsx'
import { askForBuild, mayLeaveBuild, mayLoadAgain } from './part.ts'

const ASK_EVERY_MS = 2000
/** Long enough to read why. */
const READ_MS = 1500

/** Of this page's life: what stands here may be put up anew when the server is heard again. */
let wasSilent = false

/** Stands where a part of the control center did not load, and loads the page anew when that can help. */
export function NotLoaded() {
  const say = useWords()
  const [found, setFound] = useState<'updated' | 'silent' | 'broken' | null>(null)
  useEffect(() => follow(setFound), [])
  if (found === null) return null
  return (
    <Door title={say(`web.notLoaded.${found}`)}>
      <p className="t2">{say(`web.notLoaded.${found}.why`)}</p>
      <Button look="primary" onClick={reload}>
        {say('web.notLoaded.again')}
      </Button>
    </Door>
  )
}

/** A part that is missing although server and build are the same, or stay so, is no reason to load again and again. */
function follow(tell: (found: 'updated' | 'silent' | 'broken') => void): () => void {
  let timer: number | undefined
  let isOver = false
  const look = async () => {
    const build = await askForBuild()
    if (isOver) return
    if (build === 'same') return wasSilent || mayLoadAgain() ? reload() : tell('broken')
    if (build === 'other' && !mayLeaveBuild()) return tell('broken')
    tell(build === 'other' ? 'updated' : 'silent')
    wasSilent ||= build === 'silent'
    timer = window.setTimeout(
      build === 'other' ? reload : () => void look(),
      build === 'other' ? READ_MS : ASK_EVERY_MS,
    )
  }
  void look()
  return () => {
    isOver = true
    window.clearTimeout(timer)
  }
}

const reload = (): void => window.location.reload()
