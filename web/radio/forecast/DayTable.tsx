import type { StripView } from '../../../src/radio/watch/contract.ts'
import { Panel } from '../../parts/Panel.tsx'
import { useWords } from '../../words.ts'
import { dayInWords } from '../planner/zone-clock.ts'
import { spanInWords } from './day-text.ts'
import styles from './forecast.module.css'

/** The strip of a day as a table. */
export function DayTable({ strip, timeZone }: { strip: StripView; timeZone: string }) {
  const say = useWords()
  return (
    <Panel title={dayInWords(strip.airDate)} isLined>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{say('web.forecast.when')}</th>
            <th scope="col">{say('web.forecast.what')}</th>
            <th scope="col">{say('web.forecast.title')}</th>
          </tr>
        </thead>
        <tbody>
          {strip.blocks.map((block) => (
            <tr key={block.startsAt + block.kind}>
              <td className="num">{spanInWords(say, block, timeZone)}</td>
              <td data-kind={block.kind}>{say(`web.forecast.kind.${block.kind}`)}</td>
              <td>{block.title || (block.count > 0 ? say('web.forecast.items', { count: block.count }) : '')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
