import { archiveRoutes } from '../../src/archive/contract.ts'
import type { ArchiveFigures } from '../../src/archive/figures/contract.ts'
import { useRead } from '../api/use-api.ts'
import { formatBytes, formatNumber } from '../format.ts'
import { Figure, FigureRow } from '../parts/Figure.tsx'
import { Panel } from '../parts/Panel.tsx'
import { Sparkline } from '../parts/Sparkline.tsx'
import { useWords } from '../words.ts'

const DAYS = 30

/** How much there is, how much came, what is double and was spared, what is on its way. */
export function Figures({ figures, inDoubt }: { figures: ArchiveFigures; inDoubt: number }) {
  const say = useWords()
  const activity = useRead(archiveRoutes.routes.getActivity, { query: { days: DAYS } })
  const days = activity.data?.days ?? []
  const { filed, filedToday, filedLast7Days, duplicates, waiting } = figures
  return (
    <Panel name={say('web.archive.figures')}>
      <FigureRow>
        <Figure
          value={<Told name="filed">{formatNumber(filed.count)}</Told>}
          label={<Sized name="filed-bytes" bytes={filed.bytes} label="web.archive.figure.items" />}
          plot={<Sparkline values={runningSum(days.map((day) => day.filed))} colour="mus" />}
        />
        <Figure
          value={<Told name="today">{formatNumber(filedToday.count)}</Told>}
          label={<Sized name="today-bytes" bytes={filedToday.bytes} label="web.archive.figure.today" />}
          plot={<Sparkline values={days.map((day) => day.filed)} colour="sho" />}
        />
        <Figure
          value={<Told name="week">{formatNumber(filedLast7Days.count)}</Told>}
          label={<Sized name="week-bytes" bytes={filedLast7Days.bytes} label="web.archive.figure.week" />}
          plot={<Sparkline values={days.map((day) => day.bytes)} colour="ids" />}
        />
        <Figure
          value={<Told name="duplicates">{formatNumber(duplicates.count)}</Told>}
          label={<Sized name="duplicates-bytes" bytes={duplicates.bytes} label="web.archive.figure.spared" />}
          plot={<Sparkline values={days.map((day) => day.duplicates)} colour="adv" />}
        />
        <Figure
          value={<Told name="waiting">{formatNumber(waiting)}</Told>}
          label={
            <span data-figure="in-doubt">
              {say('web.archive.figure.waiting', { count: inDoubt, n: formatNumber(inDoubt) })}
            </span>
          }
        />
      </FigureRow>
    </Panel>
  )
}

/** The name under which the figure is found on the page. */
function Told({ name, children }: { name: string; children: string }) {
  return <span data-figure={name}>{children}</span>
}

interface SizedProps {
  name: string
  bytes: number
  label:
    | 'web.archive.figure.items'
    | 'web.archive.figure.today'
    | 'web.archive.figure.week'
    | 'web.archive.figure.spared'
}

function Sized({ name, bytes, label }: SizedProps) {
  const say = useWords()
  return <span data-figure={name}>{say(label, { size: formatBytes(bytes) })}</span>
}

function runningSum(values: readonly number[]): number[] {
  let sum = 0
  return values.map((value) => (sum += value))
}
