import { IconArrowBackUp, IconRefresh } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { call } from '../../api/client.ts'
import { NO_KEYS, UNDO_KEYS } from '../../parts/act-keys.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { useKeys } from '../../parts/keyboard.ts'
import { useWords } from '../../words.ts'
import styles from './planner.module.css'
import type { useChanges } from './use-changes.ts'
import { routes } from './use-planner.ts'
import type { Week } from './week-view.ts'

interface DockProps {
  week: Week
  changes: ReturnType<typeof useChanges>
  mayChange: boolean
  /** What is held by keys. */
  children: ReactNode
}

/** Under the days: what is locked, how old what is shown is, and the way back. */
export function Dock({ week, changes, mayChange, children }: DockProps) {
  const say = useWords()
  const { pending, lastUndo, undoLast } = changes
  useKeys(lastUndo === undefined ? NO_KEYS : UNDO_KEYS)
  return (
    <div className={styles.dock}>
      {children}
      <div className="row wrap">
        <span className="s12 t2 grow">
          {pending.length > 0
            ? say('web.planner.underWay.count', { count: pending.length })
            : say('web.planner.locked', { count: Math.round(week.lockMs / 60_000) })}
        </span>
        <span className="s12 t3">
          {say('web.planner.readAt')} <Ago at={new Date(week.readAtMs).toISOString()} />
        </span>
        <ReadAnew week={week} onDone={changes.readAnew} onProblem={changes.setProblem} />
        {mayChange && lastUndo !== undefined && (
          <Button isSmall isWrite look="quiet" icon={IconArrowBackUp} keys="u" onClick={() => void undoLast()}>
            {say('web.planner.undo', { title: lastUndo })}
          </Button>
        )}
      </div>
    </div>
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
