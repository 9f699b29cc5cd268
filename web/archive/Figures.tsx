import type { ArchiveOverview } from '../../src/archive/contract.ts'
import { archiveRoutes } from '../../src/archive/contract.ts'
import { useRead } from '../api/use-api.ts'
import { formatBytes, formatNumber } from '../format.ts'
import { Figure, FigureRow } from '../parts/Figure.tsx'
import { Panel } from '../parts/Panel.tsx'
import { Sparkline } from '../parts/Sparkline.tsx'
import { useWords } from '../words.ts'

/** How much there is, how much came, what is double, what is in doubt. */
export function Figures({ overview }: { overview: ArchiveOverview }) {
  const say = useWords()
  const activity = useRead(archiveRoutes.routes.getActivity, { query: { days: 30 } })
  const days = activity.data?.days ?? []
  const filed = overview.states.filed ?? NONE
  const doubles = [overview.states.duplicate, overview.states.aside].reduce(
    (sum, one) => ({ count: sum.count + (one?.count ?? 0), bytes: sum.bytes + (one?.bytes ?? 0) }),
    NONE,
  )
  return (
    <Panel name={say('web.archive.figures')}>
      <FigureRow>
        <Figure
          value={formatNumber(filed.count)}
          label={say('web.archive.figure.items', { size: formatBytes(filed.bytes) })}
          plot={<Sparkline values={runningSum(days.map((day) => day.filed))} colour="mus" />}
        />
        <Figure
          value={formatNumber(overview.filedLast24h.count)}
          label={say('web.archive.figure.filed')}
          plot={<Sparkline values={days.map((day) => day.filed)} colour="sho" />}
        />
        <Figure
          value={formatNumber(doubles.count)}
          label={say('web.archive.figure.duplicates', { size: formatBytes(doubles.bytes) })}
          plot={<Sparkline values={days.map((day) => day.duplicates)} colour="adv" />}
        />
        <Figure value={formatNumber(overview.inferredDates)} label={say('web.archive.figure.inDoubt')} />
      </FigureRow>
    </Panel>
  )
}

const NONE = { count: 0, bytes: 0 }

function runningSum(values: readonly number[]): number[] {
  let sum = 0
  return values.map((value) => (sum += value))
}
