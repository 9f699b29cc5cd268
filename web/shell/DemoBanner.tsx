import { IconInfoCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Banner } from '../parts/Banner.tsx'
import { sessionQuery } from '../session/use-session.ts'
import { useWords } from '../words.ts'

/** On every page of `npm run demo`, so that nobody takes it for a real one. */
export function DemoBanner() {
  const say = useWords()
  const { data } = useQuery(sessionQuery)
  if (data?.state !== 'signed-in' || !data.isDemo) return null
  return (
    <Banner tone="run" icon={IconInfoCircle}>
      <b>{say('web.demo.is')}</b> {say('web.demo.what')}
    </Banner>
  )
}
