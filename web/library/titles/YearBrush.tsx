import { useMemo } from 'react'
import type { TitleFacets } from '../../../src/library/titles/contract.ts'
import { formatNumber } from '../../format.ts'
import { Plot } from '../../parts/Plot.tsx'
import type { PlotPoint } from '../../parts/plot-view.ts'
import { useWords } from '../../words.ts'
import type { Address } from './use-titles.ts'
import { binsOf, coveredBins } from './year-bins.ts'

interface YearBrushProps {
  address: Address
  years: TitleFacets['years']
}

const yearsOf = ({ from, to }: { from: number; to: number }): string => (from === to ? String(from) : `${from} – ${to}`)

/** How many titles there are of each time; a stretch of it that is drawn over narrows the list. */
export function YearBrush({ address: { yearFrom, yearTo, set }, years }: YearBrushProps) {
  const say = useWords()
  const bins = useMemo(() => binsOf(years), [years])
  const points = useMemo(
    () =>
      bins.map((bin, at): PlotPoint => ({
        label: yearsOf(bin),
        value: bin.count,
        ...(at === 0 || at === Math.floor(bins.length / 2) ? { tick: String(bin.from) } : {}),
      })),
    [bins],
  )
  const chosen = useMemo(() => coveredBins(bins, yearFrom, yearTo), [bins, yearFrom, yearTo])
  return (
    <Plot
      name={say('web.library.year.plot')}
      kind="bars"
      colour="mus"
      points={points}
      unit={say('web.nav.library.titles')}
      valueText={formatNumber}
      heightPx={64}
      chosen={chosen}
      onChoose={(range) => {
        const [first, last] = range === null ? [] : [bins[range.from], bins[range.to]]
        set({
          from: first === undefined ? undefined : String(first.from),
          to: last === undefined ? undefined : String(last.to),
        })
      }}
    />
  )
}
