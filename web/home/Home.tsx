import { IconPlayerPlay } from '@tabler/icons-react'
import { QueuePause } from '../activity/QueuePause.tsx'
import { useStartRun } from '../archive/use-start-run.ts'
import { formatInZone } from '../format.ts'
import { useConnection } from '../live/connection.ts'
import { Button } from '../parts/Button.tsx'
import { useNow } from '../parts/use-now.ts'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { Doing } from './Doing.tsx'
import { Healthy } from './Healthy.tsx'
import styles from './Home.module.css'
import { LastDay } from './LastDay.tsx'
import { NeedsMe } from './NeedsMe.tsx'

/** What needs me? What is it doing? Is it healthy? */
export function Home() {
  const say = useWords()
  const { serverAheadMs, serverZone } = useConnection()
  const now = formatInZone(useNow() + serverAheadMs, serverZone)
  return (
    <Page
      title={say('web.nav.home')}
      subtitle={say('web.home.subtitle', { ...now, zone: serverZone })}
      actions={<Actions />}
    >
      <div className={styles.questions}>
        <NeedsMe />
        <Doing />
        <Healthy />
      </div>
      <LastDay />
    </Page>
  )
}

function Actions() {
  const say = useWords()
  const mayMove = useMay('files:move')
  const { start, whyNot } = useStartRun()
  return (
    <>
      <QueuePause look="quiet" />
      {mayMove && (
        <Button icon={IconPlayerPlay} isWrite whyNot={whyNot} onClick={() => start()}>
          {say('web.home.runAll')}
        </Button>
      )}
    </>
  )
}
