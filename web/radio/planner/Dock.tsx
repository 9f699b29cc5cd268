import { IconArrowBackUp, IconRefresh } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { call } from '../../api/client.ts'
import { NO_KEYS, UNDO_KEYS } from '../../parts/act-keys.ts'
import { undoBy } from '../../api/undo-by.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { toast } from '../../parts/toast.ts'
import { useKeys } from '../../parts/keyboard.ts'
import { type Say, useWords } from '../../words.ts'
import styles from './planner.module.css'
import { type Changes, countsInWords, NO_CHANGES } from './collected.ts'
import type { useChanges } from './use-changes.ts'
import type { Collecting } from './use-collected.ts'
import { routes } from './use-planner.ts'
import type { Week } from './week-view.ts'

interface DockProps {
  week: Week
  changes: ReturnType<typeof useChanges>
  /** What waits to be applied together. */
  collected: Collecting
  mayChange: boolean
  onReview: () => void
  /** What is held by keys. */
  children: ReactNode
}

/** Under the days: what is locked, how old what is shown is, and the way back. */
export function Dock({ week, changes, collected, mayChange, onReview, children }: DockProps) {
  const say = useWords()
  const { pending, lastUndo, undoLast } = changes
  const isWaiting = collected.changes.length > 0 || collected.undo !== undefined
  useKeys(isWaiting || lastUndo !== undefined ? UNDO_KEYS : NO_KEYS)
  return (
    <div className={styles.dock}>
      {children}
      <div className="row wrap">
        {collected.changes.length > 0 && (
          <StateChip state="planned" word={say('web.planner.collected', { count: collected.changes.length })} />
        )}
        <span className="s12 t2 grow">
          {pending.length > 0
            ? say('web.planner.underWay.count', { count: pending.length })
            : waitingInWords(say, collected.changes, Math.round(week.lockMs / 60_000))}
        </span>
        <span className="s12 t3">
          {say('web.planner.readAt')} <Ago at={new Date(week.readAtMs).toISOString()} />
        </span>
        <ReadAnew week={week} onDone={changes.readAnew} onProblem={changes.setProblem} />
        {mayChange && isWaiting && <Waiting collected={collected} onReview={onReview} />}
        {mayChange && !isWaiting && lastUndo !== undefined && (
          <Button isSmall isWrite look="quiet" icon={IconArrowBackUp} keys="u" onClick={() => void undoLast()}>
            {say('web.planner.undo', { title: lastUndo })}
          </Button>
        )}
      </div>
    </div>
  )
}

const waitingInWords = (say: Say, changes: Changes, minutes: number): string =>
  changes.length === 0
    ? say('web.planner.locked', { count: minutes })
    : `${countsInWords(changes)}. ${say('web.planner.locked.brief', { count: minutes })}`

/** Of the changes that wait: the last one back, all put away, or what they come to. */
function Waiting({ collected, onReview }: { collected: Collecting; onReview: () => void }) {
  const say = useWords()
  const { changes, undo, settle } = collected
  const putAway = () => {
    settle(NO_CHANGES)
    toast({ title: say('web.planner.putAway', { count: changes.length }), onUndo: undoBy(async () => settle(changes)) })
  }
  return (
    <>
      {undo !== undefined && (
        <Button isSmall look="quiet" icon={IconArrowBackUp} keys="u" onClick={undo}>
          {say('web.undo')}
        </Button>
      )}
      {changes.length > 0 && (
        <>
          <Button isSmall look="quiet" onClick={putAway}>
            {say('web.planner.putAway.act')}
          </Button>
          <Button isSmall isWrite look="primary" onClick={onReview}>
            {say('web.planner.review')}
          </Button>
        </>
      )}
    </>
  )
}

interface ReadAnewProps {
  week: Week
  onDone: () => Promise<void>
  onProblem: (error: Error) => void
}

/** Shows and windows of the playout are kept for a minute; this asks for them now. */
function ReadAnew({ week, onDone, onProblem }: ReadAnewProps) {
  const say = useWords()
  const [isBusy, setBusy] = useState(false)
  const read = async () => {
    setBusy(true)
    try {
      const query = { start: week.days[0]?.airDate ?? '', days: week.days.length, fresh: 'yes' as const }
      await call(routes.week, { params: { stationId: week.stationId }, query })
      await onDone()
    } catch (error) {
      onProblem(error as Error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button
      isSmall
      isIconOnly
      look="quiet"
      icon={IconRefresh}
      whyNot={isBusy ? say('web.planner.reading') : null}
      onClick={() => void read()}
    >
      {say('web.planner.readAnew')}
    </Button>
  )
}
