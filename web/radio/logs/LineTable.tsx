import type { LogEntryView } from '../../../src/radio/logs/read/contract.ts'
import { useWords } from '../../words.ts'
import { type HourOfDay, lengthIn, type Line } from './day-view.ts'
import { detailOf, exactClock, isSecond, titleOf } from './detail.ts'
import { TypeChip } from '../track-search/TypeChip.tsx'
import list from './list.module.css'
import styles from './logs.module.css'
import { type Editor, onEntryKey } from './use-editor.ts'

/** The whole day as a plain table, with the same acts. */
export function LineTable({ editor }: { editor: Editor }) {
  const say = useWords()
  return (
    <div className={`${styles.hours} ${styles.list}`}>
      <table className={list.lines} role="table">
        <thead>
          <tr>
            {(['time', 'type', 'title', 'detail', 'length'] as const).map((head) => (
              <th key={head} scope="col">
                {say(`web.logs.head.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {editor.hours.map((hour) => (
            <HourRows key={hour.hour.startsAt} of={hour} editor={editor} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const HourRows = ({ of, editor }: { of: HourOfDay; editor: Editor }) =>
  of.lines.map((line) => (
    <Row
      key={`${line.kind}${line.atMs}${'entry' in line ? line.entry.entryId : ''}`}
      {...{ line, editor }}
      isSecondTime={isSecond(of.hour.name)}
    />
  ))

interface RowProps {
  line: Line
  editor: Editor
  /** Of an hour that the local clock shows twice. */
  isSecondTime: boolean
}

function Row({ line, editor, isSecondTime }: RowProps) {
  const say = useWords()
  const clock = `${exactClock(line.atMs, editor.day.timeZone)}${isSecondTime ? '+' : ''}`
  if (line.kind === 'entry') return <EntryRow entry={line.entry} clock={clock} editor={editor} />
  const isGap = line.kind === 'gap'
  return (
    <tr data-kind={line.kind}>
      <td className="num">{clock}</td>
      <td />
      <td>{isGap ? say('web.logs.gap') : line.taken.title}</td>
      <td>{isGap ? '' : say(`web.logs.taken.${line.taken.what}`)}</td>
      <td className="num">{lengthIn(isGap ? line.gap.lengthMs : line.untilMs - line.atMs)}</td>
    </tr>
  )
}

function EntryRow({ entry, clock, editor }: { entry: LogEntryView; clock: string; editor: Editor }) {
  const say = useWords()
  const { entryId, typeCode, what, lengthMs } = entry
  const finding = editor.findings.get(entryId)
  return (
    <tr
      data-kind="entry"
      data-mark={editor.marks.get(entryId)}
      data-chosen={editor.selected?.entryId === entryId || undefined}
    >
      <td className="num">{clock}</td>
      <td>
        <TypeChip typeCode={typeCode} what={what} />
      </td>
      <td>
        <button
          type="button"
          className={list.title}
          data-entry={entryId}
          aria-pressed={editor.selected?.entryId === entryId}
          onClick={() => editor.select(entryId)}
          onKeyDown={(event) => onEntryKey(event, entry, editor)}
        >
          {titleOf(say, entry)}
        </button>
      </td>
      <td className={finding === undefined || finding.severity === 'notice' ? 't2' : 'tone-bad'}>
        {finding === undefined || finding.severity === 'notice' ? detailOf(say, entry) : finding.text}
      </td>
      <td className="num">{what === 'note' ? '' : lengthIn(lengthMs)}</td>
    </tr>
  )
}
