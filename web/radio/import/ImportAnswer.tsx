import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useRef, type ReactNode } from 'react'
import type { ImportDraft } from '../../../src/radio/csv/contract.ts'
import { formatNumber } from '../../format.ts'
import { Banner } from '../../parts/Banner.tsx'
import { Button } from '../../parts/Button.tsx'
import { Figure, FigureRow } from '../../parts/Figure.tsx'
import { useWords } from '../../words.ts'
import styles from '../programme/programme.module.css'

interface ImportAnswerProps {
  draft: ImportDraft
  fileName: string
  onAgain: () => void
  onClose: () => void
  /** The way to the plan, where there is one. */
  review: ReactNode
}

const COUNTS = ['add', 'change', 'same', 'wrong'] as const

/** What a dry run found: how much it would add and change, each wrong line with its reason, and the plan. */
export function ImportAnswer({ draft, fileName, onAgain, onClose, review }: ImportAnswerProps) {
  const say = useWords()
  const { counts, lines, unknownColumns } = draft
  const title = useRef<HTMLParagraphElement>(null)
  useEffect(() => title.current?.focus(), [])
  return (
    <div className="col gap12">
      <p ref={title} tabIndex={-1} className="s13 break">
        <b>{fileName}</b> <span className="t2">{say('web.programme.import.lines', { count: lines })}</span>
      </p>
      <FigureRow>
        {COUNTS.map((name) => (
          <Figure
            key={name}
            value={
              <span className={name === 'wrong' && counts.wrong > 0 ? 'tone-bad' : ''}>
                {formatNumber(counts[name])}
              </span>
            }
            label={say(`web.programme.import.count.${name}`)}
          />
        ))}
      </FigureRow>
      {unknownColumns.length > 0 && (
        <Banner tone="warn" icon={IconAlertTriangle}>
          {say('web.programme.import.unknown', { count: unknownColumns.length })}{' '}
          <span className="mono break">{unknownColumns.join(', ')}</span>
        </Banner>
      )}
      <Wrong draft={draft} />
      <span className="s13 t2">{say(whatNext(draft))}</span>
      <div className="row wrap">
        <Button onClick={onAgain}>{say('web.programme.import.chooseOther')}</Button>
        <span className="end" />
        <Button onClick={onClose}>{say('web.close')}</Button>
        {review}
      </div>
    </div>
  )
}

function whatNext({ planId, counts }: ImportDraft) {
  if (planId !== null) return 'web.programme.import.next'
  return counts.wrong > 0 ? 'web.programme.import.mend' : 'web.programme.import.nothing'
}

function Wrong({ draft: { wrong, counts } }: { draft: ImportDraft }) {
  const say = useWords()
  if (wrong.length === 0) return null
  return (
    <div className="col gap4">
      <h3>{say('web.programme.import.wrong')}</h3>
      <ul className={styles.wrong} tabIndex={0} aria-label={say('web.programme.import.wrong')}>
        {wrong.map(({ line, column, said }) => (
          <li key={`${line} ${column ?? ''} ${said.code}`}>
            <span className="num t2">{say('web.programme.import.line', { line })}</span>
            <span className="mono s12 break">{column}</span>
            <span className="break">
              {said.text} {said.todo !== undefined && <span className="t2">{said.todo}</span>}
            </span>
          </li>
        ))}
      </ul>
      {counts.wrong > wrong.length && (
        <span className="s12 t3">{say('web.programme.import.moreWrong', { count: counts.wrong - wrong.length })}</span>
      )}
    </div>
  )
}
