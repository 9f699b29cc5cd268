import { IconArrowBackUp } from '@tabler/icons-react'
import type { FactChangeView } from '../../../src/library/titles/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useList } from '../../api/use-api.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { useActorName } from '../../session/use-actor-name.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { routes } from '../titles/use-titles.ts'
import { anyText } from './fact-text.ts'
import styles from './title.module.css'

interface HistoryProps {
  titleId: number
  isOpen: boolean
  onClose: () => void
}

/** Every change of a title's facts; each can be taken back while it still stands. */
export function History({ titleId, isOpen, onClose }: HistoryProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.library.history.title')} isOpen={isOpen} onClose={onClose} widthPx={640}>
      <Changes titleId={titleId} />
    </Dialog>
  )
}

function Changes({ titleId }: { titleId: number }) {
  const say = useWords()
  const list = useList(routes.history, { params: { titleId }, query: { limit: 50 } })
  if (list.error !== null) return <ProblemPanel error={list.error} onRetry={list.retry} />
  if (list.items.length === 0 && list.state !== 'first')
    return <span className="s13 t2">{say('web.library.history.none')}</span>
  return (
    <>
      <ul className={styles.changes}>
        {list.items.map((change) => (
          <Change key={change.changeId} titleId={titleId} change={change} />
        ))}
      </ul>
      {list.hasMore && (
        <span>
          <Button isSmall onClick={list.more}>
            {say('web.library.notes.more')}
          </Button>
        </span>
      )}
    </>
  )
}

function Change({ titleId, change }: { titleId: number; change: FactChangeView }) {
  const say = useWords()
  const nameOf = useActorName()
  const may = useMay('jobs:write')
  const undo = useAct(routes.undo)
  const { changeId, name, before, after, source, actor, at, canUndo, undoneBy } = change
  const who = source === 'person' ? nameOf(actor) : say(`library.source.${source}`)
  return (
    <li className={styles.change}>
      <span className="col gap2">
        <span className="s13">
          <b>{name}</b>{' '}
          <span className="s12 t3">
            {who}, <Ago at={at} isSentence />
          </span>
        </span>
        <span className="s13 break">
          <s className="t3">{anyText(before)}</s> <span aria-hidden>→</span> {anyText(after)}
        </span>
        {undoneBy !== null && <span className="s12 t3">{say('web.library.history.undone')}</span>}
        {undo.error !== null && <ProblemPanel error={undo.error} />}
      </span>
      {may && canUndo && (
        <Button isSmall isWrite icon={IconArrowBackUp} onClick={() => undo.mutate({ params: { titleId, changeId } })}>
          {say('web.undo')}
        </Button>
      )}
    </li>
  )
}
