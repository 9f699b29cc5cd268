import { useEffect, type ReactNode } from 'react'
import { ProblemError } from '../../api/client.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { formatClock, formatNumber } from '../../format.ts'
import { announce } from '../../parts/announce.ts'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { State } from '../../parts/states.ts'
import { useWords, type Say } from '../../words.ts'
import type { Look } from './use-look.ts'
import { type Counts, countVerdicts } from './verdict.ts'
import styles from './where.module.css'

const UNSAFE = ['unknown', 'not-safe', 'itself', 'could-not-look', 'open'] as const

interface AnswerProps {
  of: Look
  isHere: boolean
  systemFiles?: number
  actions: ReactNode
}

/** One answer for all: only when every file is safe is it said. */
export function Answer({ of, isHere, systemFiles = 0, actions }: AnswerProps) {
  const say = useWords()
  const counts = countVerdicts(of.rows, { isHere })
  const isOver = of.phase !== 'running'
  const total = of.rows.length
  const verdict = overallOf(say, { counts, total, isWhole: of.phase === 'done' })
  const head = headOf(say, { counts, total, wants: of.wants })
  const sentence = `${verdict.word}. ${head}`
  useEffect(() => {
    if (isOver) announce(sentence)
  }, [isOver, sentence])
  return (
    <Panel
      title={say('web.archive.where.answer')}
      aside={of.doneAt === null ? undefined : say('web.archive.where.asOf', { at: formatClock(of.doneAt) })}
      actions={actions}
    >
      <PanelBody>
        <div className={styles.answer} data-answer={verdict.state}>
          {of.error !== null && <Failed error={of.error} />}
          {isOver && (
            <span>
              <StateChip state={verdict.state} word={verdict.word} />
            </span>
          )}
          <p className="mid">{head}</p>
          <ul className={`${styles.lines} s13`}>
            {UNSAFE.filter((one) => counts[one] > 0 && (one !== 'open' || isOver)).map((one) => (
              <li key={one}>
                {say(`web.archive.where.count.${one}`, { count: counts[one], n: formatNumber(counts[one]) })}
              </li>
            ))}
          </ul>
          {systemFiles > 0 && <p className="s12 t2">{say('web.archive.where.systemFiles', { count: systemFiles })}</p>}
          {isHere && isOver && counts.safe > 0 && <p className="s12 t2">{say('web.archive.where.ownFile')}</p>}
        </div>
      </PanelBody>
    </Panel>
  )
}

function Failed({ error }: { error: Error }) {
  return error instanceof ProblemError ? (
    <ProblemPanel error={error} />
  ) : (
    <p className="tone-bad s13">{error.message}</p>
  )
}

interface Overall {
  counts: Counts
  total: number
  /** Nothing is left to be looked at. */
  isWhole: boolean
}

function overallOf(say: Say, { counts, total, isWhole }: Overall): { state: State; word: string } {
  if (total === 0) return { state: 'ready', word: say('web.archive.where.overall.nothing') }
  if (isWhole && counts.safe === total) return { state: 'verified', word: say('web.archive.where.overall.safe') }
  return { state: 'rejected', word: say('web.archive.where.overall.dont') }
}

function headOf(say: Say, { counts, total, wants }: Pick<Overall, 'counts' | 'total'> & Pick<Look, 'wants'>): string {
  if (total === 0) return say('web.archive.where.head.nothing')
  const places = say(`web.archive.where.places.${wants.includes('peer') ? 'two' : 'one'}`)
  if (counts.safe === total) return say('web.archive.where.head.all', { count: total, n: formatNumber(total), places })
  return say('web.archive.where.head.some', {
    count: total,
    safe: formatNumber(counts.safe),
    n: formatNumber(total),
    places,
  })
}
