import type { AsRunLine } from '../../../src/radio/asrun/contract.ts'
import { formatDuration } from '../../format.ts'
import { useWords, type Say } from '../../words.ts'
import { wallMsAt } from '../planner/zone-clock.ts'
import styles from './as-run.module.css'

/** Every line stands in the page, so that it prints whole. */
export function LineTable({ lines, timeZone }: { lines: readonly AsRunLine[]; timeZone: string }) {
  const say = useWords()
  return (
    <div className={styles.scroll}>
      <table className={styles.table} role="table">
        <thead>
          <tr>
            {(['planned', 'heard', 'off', 'verdict', 'time', 'type', 'title'] as const).map((head) => (
              <th key={head} scope="col">
                {say(`web.asRun.head.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <Row key={line.position} line={line} timeZone={timeZone} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ line, timeZone }: { line: AsRunLine; timeZone: string }) {
  const say = useWords()
  const clock = (at: string | null): string =>
    at === null ? '–' : new Date(wallMsAt(Date.parse(at), timeZone)).toISOString().slice(11, 19)
  return (
    <tr data-verdict={line.verdict}>
      <td className="num nowrap" data-cell="planned">
        {clock(line.plannedAt)}
      </td>
      <td className="num nowrap" data-cell="heard">
        {clock(line.heardAt)}
      </td>
      <td className="num nowrap" data-cell="off">
        {offInWords(say, line.offMs)}
      </td>
      <td className="nowrap" data-cell="verdict">
        <span className={styles.verdict}>{say(`web.asRun.verdict.${line.verdict}`)}</span>
        {line.verdict === 'short' && line.heardMs !== null && line.plannedMs !== null && (
          <span className="t2">
            {' '}
            {say('web.asRun.shortBy', { heard: formatDuration(line.heardMs), planned: formatDuration(line.plannedMs) })}
          </span>
        )}
      </td>
      <td className="nowrap t2" data-cell="time">
        {line.timing === null ? '' : say(`web.asRun.timing.${line.timing}`)}
      </td>
      <td className="nowrap t2" data-cell="type">
        {line.typeCode ?? ''}
      </td>
      <td className="break" data-cell="title">
        {line.title === '' ? say('web.asRun.untitled') : line.title}
        {line.artist !== '' && <span className="t2"> {line.artist}</span>}
        {line.isForgotten && <span className="t3 s12"> {say('web.asRun.forgotten')}</span>}
      </td>
    </tr>
  )
}

export function offInWords(say: Say, offMs: number | null): string {
  if (offMs === null) return ''
  const seconds = Math.round(offMs / 1000)
  return seconds === 0
    ? say('web.asRun.onTime')
    : say('web.asRun.seconds', { s: `${seconds > 0 ? '+' : '−'}${Math.abs(seconds)}` })
}
