import { useMemo } from 'react'
import { figureRoutes, type StorageHistory } from '../../src/archive/figures/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatBytes, formatNumber } from '../format.ts'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { Plot } from '../parts/Plot.tsx'
import { useWords, type Say } from '../words.ts'

const DAYS = 365
const TICKS = 5

/** What the disk holds, day by day, and when it will be full. */
export function StorageOverTime() {
  const say = useWords()
  const read = useRead(figureRoutes.routes.getHistory, { query: { days: DAYS } })
  const samples = useMemo(() => read.data?.samples ?? [], [read.data])
  const points = useMemo(() => pointsOf(samples), [samples])
  return (
    <Panel title={say('web.archive.storageOverTime')} aside={say('web.archive.storageOverTime.hint')}>
      <PanelBody>
        {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
        {read.data !== undefined && (
          <div className="col gap12">
            {samples.length > 1 ? (
              <Plot
                kind="line"
                colour="mus"
                name={inWords(say, samples)}
                unit={say('web.archive.storageOverTime.used')}
                points={points}
                valueText={formatBytes}
              />
            ) : (
              <p className="s13 t2">{say('web.archive.storageOverTime.soon')}</p>
            )}
            <Now history={read.data} />
          </div>
        )}
      </PanelBody>
    </Panel>
  )
}

type Samples = StorageHistory['samples']

const usedOf = ({ diskBytes, freeBytes }: Samples[number]): number => diskBytes - freeBytes

function inWords(say: Say, samples: Samples): string {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined) return ''
  return say('web.archive.storageOverTime.inWords', {
    from: first.day,
    used: formatBytes(usedOf(first)),
    to: last.day,
    now: formatBytes(usedOf(last)),
  })
}

function pointsOf(samples: Samples) {
  const every = Math.max(1, Math.ceil(samples.length / TICKS))
  return samples.map((sample, index) => ({
    label: sample.day,
    value: usedOf(sample),
    ...(index % every === 0 ? { tick: sample.day } : {}),
  }))
}

function Now({ history: { samples, forecast } }: { history: StorageHistory }) {
  const say = useWords()
  const now = samples.at(-1)
  return (
    <p className="s12 t2">
      {now !== undefined && (
        <span data-figure="free">
          {say('web.archive.storageOverTime.now', {
            used: formatBytes(usedOf(now)),
            free: formatBytes(now.freeBytes),
            size: formatBytes(now.diskBytes),
          })}
        </span>
      )}{' '}
      <span data-figure="full-on">
        {forecast === null
          ? say('web.archive.storageOverTime.never')
          : say(`web.archive.storageOverTime.${forecast.basis}`, {
              day: forecast.fullOn,
              count: forecast.daysLeft,
              n: formatNumber(forecast.daysLeft),
              perDay: formatBytes(forecast.perDay),
              ofDays: forecast.ofDays,
            })}
      </span>
    </p>
  )
}
