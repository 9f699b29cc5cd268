import type { LogDayView } from '../../../src/radio/logs/read/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import styles from './dialogs.module.css'
import type { Edits } from './use-edits.ts'
import type { Address } from './use-logs.ts'

interface FormerStateProps {
  former: LogDayView
  day: LogDayView
  edits: Edits
  address: Address
}

/** What is shown is not what the log is now. */
export function FormerState({ former, day, edits, address }: FormerStateProps) {
  const say = useWords()
  const number = former.ofRevision ?? 0
  const isHeld = day.lock !== null && !day.lock.isMine
  const goBack = async () => {
    await edits.backTo(number)
    address.set({ revision: undefined })
  }
  return (
    <div className={styles.notice}>
      <StateLine
        state="ready"
        word={say('web.logs.former', { number })}
        cause={say('web.logs.former.what', { number: day.revision })}
      />
      <Button
        isSmall
        isWrite
        whyNot={isHeld ? say('web.logs.heldBy', { name: day.lock?.holder ?? '' }) : null}
        onClick={() => void goBack()}
      >
        {say('web.logs.backTo', { number })}
      </Button>
      <Button isSmall look="primary" onClick={() => address.set({ revision: undefined })}>
        {say('web.logs.backToNow')}
      </Button>
    </div>
  )
}
