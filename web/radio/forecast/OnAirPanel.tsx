import { forecastRoutes, type OnAirView } from '../../../src/radio/watch/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import type { State } from '../../parts/states.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import styles from './forecast.module.css'
import { spanInWords } from './day-text.ts'

interface OnAirPanelProps {
  stationId: number
  onAir: OnAirView
  timeZone: string
  hasLibrary: boolean
  onLooked: () => void
}

const STATES: Readonly<Record<NonNullable<OnAirView['verdict']>, State>> = {
  right: 'done',
  live: 'done',
  soon: 'running',
  unsure: 'uncertain',
  wrong: 'failed',
  'nothing-planned': 'failed',
}

/** What is on, what is next, what is wrong. */
export function OnAirPanel({ stationId, onAir, timeZone, hasLibrary, onLooked }: OnAirPanelProps) {
  const say = useWords()
  const look = useAct(forecastRoutes.routes.checkOnAir, onLooked)
  const may = useMay('jobs:write') && hasLibrary
  const { look: looked } = onAir
  return (
    <Panel
      title={say('web.forecast.onAir')}
      aside={looked.at === null ? say('web.forecast.onAir.never') : <Ago at={looked.at} isSentence />}
      actions={
        may && (
          <Button
            isSmall
            isWrite
            whyNot={look.isPending ? say('web.forecast.looking') : null}
            onClick={() => look.mutate({ params: { stationId } })}
          >
            {say('web.forecast.onAir.look')}
          </Button>
        )
      }
    >
      <PanelBody>
        {look.error !== null && <ProblemPanel error={look.error} />}
        {looked.reason !== null && (
          <StateLine
            state="failed"
            word={say('web.forecast.notRead')}
            cause={looked.reason.text}
            next={looked.reason.todo}
          />
        )}
        <Facts onAir={onAir} timeZone={timeZone} />
      </PanelBody>
    </Panel>
  )
}

function Facts({ onAir: { verdict, said, now, next, actual }, timeZone }: Pick<OnAirPanelProps, 'onAir' | 'timeZone'>) {
  const say = useWords()
  return (
    <dl className={styles.onAir}>
      <dt>{say('web.forecast.now')}</dt>
      <dd>
        <b>{now?.title ?? '–'}</b> {now !== null && <span className="t2 num">{spanInWords(say, now, timeZone)}</span>}
      </dd>
      <dt>{say('web.forecast.says')}</dt>
      <dd>{actual ?? '–'}</dd>
      <dt>{say('web.forecast.next')}</dt>
      <dd>
        {next?.title ?? '–'} {next !== null && <span className="t2 num">{spanInWords(say, next, timeZone)}</span>}
      </dd>
      {verdict !== null && (
        <>
          <dt>{say('web.forecast.verdict')}</dt>
          <dd>
            <StateLine
              state={STATES[verdict]}
              word={say(`web.forecast.verdict.${verdict}`)}
              cause={said?.text.replace(/[^.!?]$/, '$&.')}
              next={said?.todo}
            />
          </dd>
        </>
      )}
    </dl>
  )
}
