import { Drawer } from '@mantine/core'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import type { LogDayView, RevisionView } from '../../../src/radio/logs/read/contract.ts'
import { useList } from '../../api/use-api.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import styles from './dialogs.module.css'
import type { Edits } from './use-edits.ts'
import { type Address, routes } from './use-logs.ts'

interface RevisionsProps {
  day: LogDayView
  edits: Edits
  address: Address
  whyNot: string | null
  onClose: () => void
}

/** What the log was, newest first: to look at, and to go back to. */
export function Revisions({ day, edits, address, whyNot, onClose }: RevisionsProps) {
  const say = useWords()
  const list = useList(routes.revisions, { params: { logId: day.logId }, query: {} })
  const look = (revision: number) => {
    address.set({ revision: revision === day.revision ? undefined : String(revision) })
    onClose()
  }
  return (
    <Drawer
      opened
      onClose={onClose}
      title={say('web.logs.revisions')}
      position="right"
      size={440}
      transitionProps={{ duration: 180 }}
      closeButtonProps={{ 'aria-label': say('web.close') }}
    >
      <div className="col gap12">
        <div className="row">
          <Button isSmall isWrite icon={IconArrowBackUp} whyNot={whyNot} onClick={() => void edits.undo()}>
            {say('web.undo')}
          </Button>
          <Button isSmall isWrite icon={IconArrowForwardUp} whyNot={whyNot} onClick={() => void edits.redo()}>
            {say('web.logs.redo')}
          </Button>
        </div>
        {edits.problem !== null && <ProblemPanel error={edits.problem} />}
        {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
        <ol className={styles.revisions}>
          {list.items.map((revision) => (
            <Revision
              key={revision.number}
              {...{ revision, whyNot, look }}
              onBack={() => void edits.backTo(revision.number)}
            />
          ))}
        </ol>
        {list.hasMore && <Button onClick={list.more}>{say('web.logs.earlier')}</Button>}
      </div>
    </Drawer>
  )
}

interface RevisionProps {
  revision: RevisionView
  whyNot: string | null
  look: (number: number) => void
  onBack: () => void
}

function Revision({ revision: { number, text, actor, at, entries, isCurrent }, whyNot, look, onBack }: RevisionProps) {
  const say = useWords()
  return (
    <li>
      <span className="num t3">{number}</span>
      <span className="col gap2">
        <b>{text}</b>
        <span className="s12 t2">
          {say('web.logs.revision.by', { actor, count: entries })} <Ago at={at} isSentence />
        </span>
      </span>
      {isCurrent ? (
        <StateChip state="done" word={say('web.logs.isCurrent')} isBare />
      ) : (
        <span className="row gap4 wrap">
          <Button isSmall look="quiet" onClick={() => look(number)}>
            {say('web.logs.lookAt')}
          </Button>
          <Button isSmall isWrite look="quiet" whyNot={whyNot} onClick={onBack}>
            {say('web.logs.goBack')}
          </Button>
        </span>
      )}
    </li>
  )
}
