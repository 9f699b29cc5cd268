import { IconAlertTriangle } from '@tabler/icons-react'
import type { ProblemError } from '../api/client.ts'
import { Banner } from '../parts/Banner.tsx'
import { useWords } from '../words.ts'
import { isClash } from './use-radio.ts'

/** Somebody was faster: theirs is here by now, what was changed here stays, and saving once more replaces it. */
export function Clash({ error }: { error: ProblemError | null }) {
  const say = useWords()
  if (!isClash(error)) return null
  return (
    <Banner tone="warn" icon={IconAlertTriangle}>
      {say('web.clash')}
    </Banner>
  )
}
