import { useMemo } from 'react'
import type { ScanView } from '../../../src/library/scan/contract.ts'
import { formatClock, formatDuration } from '../../format.ts'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { Plot } from '../../parts/Plot.tsx'
import type { PlotPoint } from '../../parts/plot-view.ts'
import { Fact, Facts } from '../../parts/small.tsx'
import { useNow } from '../../parts/use-now.ts'
import { useWords } from '../../words.ts'
import { perSecond } from './per-second.ts'
import { figuresOf } from './phase-look.ts'
import { useSpeed } from './use-speed.ts'

const TICK_EVERY = 60
const LEAST_POINTS = 3

/** How fast it goes while it is looked at; of one that has ended, how fast each phase was. */
export function SpeedPanel({ scan, readAtMs }: { scan: ScanView; readAtMs: number }) {
  const say = useWords()
  const nowMs = useNow('each-second')
  const speeds = useSpeed(scan, readAtMs)
  const endMs = scan.endedAt === null ? nowMs : Date.parse(scan.endedAt)
  const points = useMemo(
    () =>
      speeds.map(({ atMs, phase, rate }, at): PlotPoint => {
        const isFirst = speeds[at - 1]?.phase !== phase
        return {
          label: `${formatClock(atMs)}, ${say(`library.scan.phase.${phase}`)}`,
          value: Math.round(rate * 10) / 10,
          ...(isFirst || at % TICK_EVERY === 0
            ? { tick: isFirst ? say(`library.scan.phase.${phase}`) : formatClock(atMs) }
            : {}),
        }
      }),
    [speeds, say],
  )
  const took = formatDuration(Math.max(0, endMs - Date.parse(scan.startedAt)))
  return (
    <Panel
      title={say('web.library.speed')}
      aside={say(scan.endedAt === null ? 'web.library.speed.soFar' : 'web.library.speed.took', { time: took })}
    >
      <PanelBody>
        {points.length < LEAST_POINTS ? (
          <Averages scan={scan} nowMs={endMs} />
        ) : (
          <Plot
            name={say('web.library.speed.plot')}
            kind="line"
            colour="mus"
            points={points}
            unit={say('web.library.speed.unit')}
            valueText={(value) => perSecond(say, value)}
            heightPx={128}
          />
        )}
      </PanelBody>
    </Panel>
  )
}

function Averages({ scan, nowMs }: { scan: ScanView; nowMs: number }) {
  const say = useWords()
  const known = figuresOf(scan, nowMs).filter(({ tookMs }) => tookMs !== null)
  return (
    <Facts>
      {known.map(({ phase, rate, tookMs }) => (
        <Fact key={phase} name={say(`library.scan.phase.${phase}`)}>
          <span className="num">
            {formatDuration(tookMs ?? 0)}
            {rate !== null && `, ${perSecond(say, rate)}`}
          </span>
        </Fact>
      ))}
    </Facts>
  )
}
