import { useMemo, useRef } from 'react'
import type { AsRunDay, AsRunLine, RulesView } from '../../../src/radio/asrun/contract.ts'
import { useWords } from '../../words.ts'
import styles from './as-run.module.css'
import { pointsOf } from './points.ts'
import { PrintPlot } from './PrintPlot.tsx'
import { useScatter } from './use-scatter.ts'

interface ScatterProps {
  day: AsRunDay
  lines: readonly AsRunLine[]
  timeZone: string
  rules: RulesView
}

/** Start against plan in seconds over the day; the same stands line by line below it. */
export function Scatter({ day, lines, timeZone, rules }: ScatterProps) {
  const say = useWords()
  const host = useRef<HTMLDivElement>(null)
  const points = useMemo(() => pointsOf(day, lines, rules), [day, lines, rules])
  useScatter(host, { ...points, day, timeZone, say })
  const count = points.count
  if (count === 0) return <p className={styles.noPlot}>{say('web.asRun.noPlot')}</p>
  const { furthest, outliers } = points
  const name = say('web.asRun.plot', { count, outliers, furthest: Math.round(furthest) })
  return (
    <>
      <div ref={host} className={styles.plot} role="img" aria-label={name} />
      <PrintPlot {...{ points, day, timeZone, name }} />
    </>
  )
}
