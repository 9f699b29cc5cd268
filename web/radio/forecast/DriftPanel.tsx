import { Link } from '@tanstack/react-router'
import type { ReplyOf } from '../../../src/kernel/contract.ts'
import { type DriftView, forecastRoutes, type RepairPartView } from '../../../src/radio/watch/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { State } from '../../parts/states.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords, type Say } from '../../words.ts'
import { clockIn, weekdayOf } from '../planner/zone-clock.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import styles from './forecast.module.css'
import { useDrift } from './use-forecast.ts'

const { routes } = forecastRoutes
type Repair = ReplyOf<(typeof routes)['repair']>

interface DriftPanelProps {
  stationId: number
  onClose: () => void
}

/** What was changed outside, both sides; what a repair would do, and then does. */
export function DriftPanel({ stationId, onClose }: DriftPanelProps) {
  const say = useWords()
  const drift = useDrift(stationId, true)
  const repair = useAct(routes.repair, () => void drift.refetch())
  const may = useMay('jobs:write')
  const ask = (dryRun: boolean): void => repair.mutate({ params: { stationId }, body: { dryRun } })
  const came = repair.data
  const ready = came?.dryRun === true ? came.parts.filter(({ state }) => state === 'ready').length : 0
  const items = came?.drift ?? drift.data?.items ?? []
  const whyNot = repair.isPending ? say('web.forecast.comparing') : null
  return (
    <Panel
      title={say('web.forecast.drift')}
      aside={say('web.forecast.drift.count', { count: items.length })}
      isLined
      actions={
        <>
          {may && (
            <Button isSmall isWrite whyNot={whyNot} onClick={() => ask(true)}>
              {say('web.forecast.compare')}
            </Button>
          )}
          {may && ready > 0 && (
            <Button isSmall isWrite look="primary" whyNot={whyNot} onClick={() => ask(false)}>
              {say('web.forecast.repair', { count: ready })}
            </Button>
          )}
          <Button isSmall look="quiet" onClick={onClose}>
            {say('web.close')}
          </Button>
        </>
      }
    >
      <ReadProblem read={drift} />
      {repair.error !== null && <ProblemPanel error={repair.error} />}
      {came !== undefined && <Outcome repair={came} say={say} />}
      {items.length === 0 && drift.data !== undefined && (
        <EmptyState title={say('web.forecast.noDrift')}>{say('web.forecast.noDrift.how')}</EmptyState>
      )}
      <ul className={styles.findings}>
        {items.map((one) => (
          <Drifted
            key={`${one.code} ${one.startsAt} ${one.rowId}`}
            one={one}
            timeZone={drift.data?.timeZone ?? 'UTC'}
          />
        ))}
      </ul>
    </Panel>
  )
}

function Drifted({ one, timeZone }: { one: DriftView; timeZone: string }) {
  const say = useWords()
  const day = one.airDate === null ? '' : `${weekdayOf(one.airDate)} `
  return (
    <li className={styles.finding} data-plain>
      <div className="col gap2">
        <b>
          {say(`web.forecast.driftCode.${one.code}`)}, {day}
          {clockIn(Date.parse(one.startsAt), timeZone)}
        </b>
        <span className="t2 s13">{[one.said.text, one.said.todo].filter(Boolean).join('. ')}</span>
        {one.changed.map(({ field, sent, there }) => (
          <span key={field} className="s12 num">
            {say(`web.forecast.field.${field}`)}: {valueOf(field, sent, timeZone)} → {valueOf(field, there, timeZone)}
          </span>
        ))}
      </div>
    </li>
  )
}

function valueOf(field: string, value: number | null, timeZone: string): string {
  if (value === null) return '–'
  if (field === 'startsAt' || field === 'endsAt') return clockIn(value, timeZone)
  return field.startsWith('cue') ? `${(value / 1000).toFixed(1)} s` : String(value)
}

const PART_STATES: Readonly<Record<RepairPartView['state'], State>> = {
  ready: 'ready',
  started: 'running',
  stopped: 'needsYou',
  later: 'waiting',
  nothing: 'done',
}

function Outcome({ repair, say }: { repair: Repair; say: Say }) {
  return (
    <ul className={styles.parts} aria-live="polite">
      {repair.parts.map((part) => (
        <li key={`${part.what} ${part.id}`}>
          <StateChip state={PART_STATES[part.state]} word={say(`web.forecast.part.${part.state}`)} isBare />{' '}
          <b>{say(`web.forecast.part.of.${part.what}`, { title: part.title })}</b>{' '}
          <span className="t2">
            {part.what === 'log' && say('web.forecast.part.rows', { add: part.add, remove: part.remove })}{' '}
            {part.reasons.map(({ text }) => text).join(' ')}
          </span>{' '}
          {part.planId !== null && part.state === 'started' && (
            <Link to="/radio/plans/$planId" params={{ planId: String(part.planId) }} className="s12">
              {say('web.forecast.part.plan')}
            </Link>
          )}
        </li>
      ))}
      {repair.byHand.length > 0 && (
        <li className="t2">{say('web.forecast.byHand', { count: repair.byHand.length })}</li>
      )}
      {repair.parts.length + repair.byHand.length === 0 && (
        <li className="t2">{say('web.forecast.nothingToRepair')}</li>
      )}
    </ul>
  )
}
