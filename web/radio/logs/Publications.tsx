import { useRunProgress } from '../../activity/job-view.tsx'
import type { PublicationView } from '../../../src/radio/logs/publish/contract.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { Progress } from '../../parts/Progress.tsx'
import { ProofChip } from '../../parts/ProofChip.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { useWords, type Say } from '../../words.ts'
import { clockIn } from '../planner/zone-clock.ts'
import { proofOf } from './publication-view.ts'
import styles from './publish.module.css'
import type { Publishing } from './use-publishing.ts'

interface PublicationProps {
  publishing: Publishing
  timeZone: string
}

/** How far it is while it runs, then what was read back, with its undo. */
export function PublicationNow({ publishing, timeZone }: PublicationProps) {
  const say = useWords()
  const { last, isRunning, undoableUntil } = publishing
  // Jobs of plans count files; how many rows LibreTime takes in a second helps nobody.
  const { rate: _rate, ...moving } = useRunProgress(isRunning ? publishing.runId : null)
  if (isRunning) {
    const isBack = last?.state === 'restoring' || last?.state === 'undoing' || publishing.isUndoing
    return (
      <div className={styles.now}>
        <Progress
          {...moving}
          name={say(isBack ? 'web.logs.restoringNow' : 'web.logs.publishingNow')}
          current={moving.current ?? 0}
          unit={say('web.logs.rows')}
        />
      </div>
    )
  }
  if (publishing.isStale)
    return (
      <div className={styles.now}>
        <StateLine state="needsYou" word={say('web.logs.stale')} cause={say('web.logs.stale.why')} />
      </div>
    )
  if (last === undefined) return null
  return (
    <div className={styles.now}>
      <div className="row wrap">
        <ProofChip state={proofOf(last.state)} detail={scopeInWords(say, last, timeZone)} isBare />
        {last.state === 'verified' && undoableUntil !== null && (
          <span className="end">
            <Button isSmall isWrite onClick={publishing.undo}>
              {say('web.logs.undoPublication')}
            </Button>
          </span>
        )}
      </div>
      <Told one={last} />
    </div>
  )
}

const scopeInWords = (say: Say, { scope }: PublicationView, timeZone: string): string =>
  scope.isWholeDay ? say('web.logs.wholeDay') : clockIn(Date.parse(scope.startsAt), timeZone)

/** What became of rows of others that were taken over. */
const TOOK = {
  verified: 'web.logs.publication.took',
  undone: 'web.logs.publication.gaveBack',
  restored: 'web.logs.publication.gaveBack',
} as const

function took(say: Say, { state, takeCount }: PublicationView): string {
  if (takeCount === 0 || !(state in TOOK)) return ''
  return `${say(TOOK[state as keyof typeof TOOK], { count: takeCount })} `
}

/** What came of it, what stands at the playout now, and why. */
function Told({ one }: { one: PublicationView }) {
  const say = useWords()
  return (
    <span className="s12 t2">
      {say(`web.logs.publication.${one.state}`)}{' '}
      {one.state !== 'verified' && one.state !== 'undone' && `${say(`web.logs.stands.${one.stands}`)} `}
      {took(say, one)}
      {one.reason?.text} {one.reason?.todo} {one.settledAt !== null && <Ago at={one.settledAt} isSentence />}
    </span>
  )
}

/** What was brought to the playout before. */
export function Publications({ publishing: { list }, timeZone }: PublicationProps) {
  const say = useWords()
  if (list.length === 0) return null
  return (
    <details className={styles.publications}>
      <summary>{say('web.logs.publications', { count: list.length })}</summary>
      <ul>
        {list.map((one) => (
          <li key={one.publicationId}>
            <span className="row wrap">
              <ProofChip state={proofOf(one.state)} detail={scopeInWords(say, one, timeZone)} isBare />
            </span>
            <span className="s12 t2">
              {say('web.logs.publication.counts', {
                revision: one.revision,
                add: one.addCount,
                remove: one.removeCount,
              })}
            </span>
            <Told one={one} />
          </li>
        ))}
      </ul>
    </details>
  )
}
