import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { archiveRoutes } from '../../src/archive/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatMonth, formatNumber } from '../format.ts'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { Plot } from '../parts/Plot.tsx'
import { useWords } from '../words.ts'
import { fillMonths, pointsOf } from './months.ts'

/** Filed items by month of capture; a month opens its items. */
export function Timeline() {
  const say = useWords()
  const navigate = useNavigate()
  const timeline = useRead(archiveRoutes.routes.getTimeline, {})
  const months = useMemo(() => fillMonths(timeline.data?.months ?? []), [timeline.data])
  const points = useMemo(() => pointsOf(months), [months])
  if (timeline.error !== null && timeline.data === undefined)
    return <ProblemPanel error={timeline.error} onRetry={() => void timeline.refetch()} />
  if (months.length === 0) return null
  const [first, last] = [months[0]?.month ?? '', months.at(-1)?.month ?? '']
  const most = months.reduce((a, b) => (b.count > a.count ? b : a))
  const name = say('web.archive.timeline.inWords', {
    from: formatMonth(first),
    to: formatMonth(last),
    most: formatMonth(most.month),
  })
  const choose = (index: number) => {
    const month = months[index]?.month
    if (month !== undefined) void navigate({ to: '/archive/items', search: { month } })
  }
  return (
    <Panel title={say('web.archive.timeline')} aside={say('web.archive.timeline.hint')}>
      <PanelBody>
        <Plot
          kind="bars"
          colour="mus"
          name={name}
          unit={say('web.archive.items')}
          points={points}
          valueText={(value) => say('web.archive.itemCount', { count: value, n: formatNumber(value) })}
          onChoose={(range) => range !== null && choose(range.from)}
        />
      </PanelBody>
    </Panel>
  )
}
