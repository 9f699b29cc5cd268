import { IconCheck, IconCircleMinus, IconClock, IconRefresh } from '@tabler/icons-react'
import type { ScanView } from '../../../src/library/scan/contract.ts'
import { formatDuration, formatNumber, formatTimeLeft } from '../../format.ts'
import { Bar } from '../../parts/Bar.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Panel } from '../../parts/Panel.tsx'
import type { Tone } from '../../parts/states.ts'
import { useNow } from '../../parts/use-now.ts'
import { useWords, type Say } from '../../words.ts'
import { figuresOf, type PhaseFigures } from './phase-look.ts'
import { perSecond } from './per-second.ts'
import styles from './scans.module.css'

const LOOKS = {
  waiting: { tone: 'idle', icon: IconClock },
  running: { tone: 'run', icon: IconRefresh },
  ended: { tone: 'ok', icon: IconCheck },
  skipped: { tone: 'idle', icon: IconCircleMinus },
} as const

/** The phases of a scan side by side: how far, how fast, how long; and one bar for all of it. */
export function Phases({ scan }: { scan: ScanView }) {
  const say = useWords()
  const nowMs = useNow('each-second')
  const figures = figuresOf(scan, nowMs)
  const needed = figures.filter(({ state }) => state !== 'skipped')
  const share = needed.reduce((sum, one) => sum + one.share, 0) / Math.max(1, needed.length)
  return (
    <Panel name={say('web.library.scan.phases')}>
      <ol className={styles.phases}>
        {figures.map((one) => (
          <Phase key={one.phase} figures={one} scan={scan} />
        ))}
      </ol>
      <div className={styles.whole}>
        <Bar
          name={say('web.library.scan.phases')}
          value={say('web.format.percent', { percent: Math.floor(share * 100) })}
          parts={needed.map((one) => ({ share: one.share / needed.length, tone: toneOf(one, scan) }))}
        />
      </div>
    </Panel>
  )
}

function toneOf({ state }: PhaseFigures, { outcome }: ScanView): Tone {
  if (state === 'ended') return 'ok'
  return outcome === 'failed' ? 'bad' : outcome === 'cancelled' ? 'idle' : 'run'
}

function Phase({ figures, scan }: { figures: PhaseFigures; scan: ScanView }) {
  const say = useWords()
  const { phase, state } = figures
  const { tone, icon } = LOOKS[state]
  const isNear = state === 'running' || state === 'ended'
  return (
    <li className={styles.phase} data-state={state}>
      <span className="row gap4">
        <span className={`tone-${tone}`}>
          <Icon of={icon} />
        </span>
        <b>{say(`library.scan.phase.${phase}`)}</b>
        <span className="sr-only">{say(`web.library.phase.state.${state}`)}</span>
      </span>
      <span className="mid">{isNear ? amountOf(say, figures) : say(`web.library.phase.state.${state}`)}</span>
      <span className="s12 t2 num">{isNear ? partsOf(say, figures, scan) : ''}</span>
      <span className="s12 t3 num">{timeOf(say, figures)}</span>
    </li>
  )
}

function amountOf(say: Say, { phase, done, total, state }: PhaseFigures): string {
  const n = formatNumber(done)
  if (state === 'running' && total !== null && total > 0)
    return say('web.progress.ofTotal', { n, total: formatNumber(total) })
  return say(`web.library.phase.${phase}.amount`, { count: done, n })
}

/** What came of it, from the counters. */
function partsOf(say: Say, { phase }: PhaseFigures, { counts }: ScanView): string {
  const words = (names: readonly string[]): string =>
    names
      .filter((name) => (counts[name] ?? 0) > 0)
      .map((name) => {
        const count = counts[name] ?? 0
        return say(`web.library.count.${name}` as 'web.library.count.titles.added', { count, n: formatNumber(count) })
      })
      .join(', ')
  if (phase === 'discovering') return words(['titles.missing', 'titles.moved']) || say('web.library.count.nothingGone')
  if (phase === 'reading')
    return words(['titles.added', 'titles.changed', 'folders.failed']) || say('web.library.count.nothingNew')
  if (phase === 'caching') return words(['artwork.found'])
  return ''
}

function timeOf(say: Say, { tookMs, rate, leftMs, state }: PhaseFigures): string {
  if (state === 'waiting' || tookMs === null) return ''
  const parts = [
    leftMs === null ? formatDuration(tookMs) : say('web.progress.left', { time: formatTimeLeft(leftMs) }),
    ...(rate === null ? [] : [perSecond(say, rate)]),
  ]
  return parts.join(', ')
}
