import { useWords } from '../words.ts'
import styles from './CompareTable.module.css'
import { StateChip } from './StateChip.tsx'
import type { State } from './states.ts'

export interface ComparedRow {
  id: string
  name: string
  meant: string
  /** Null as long as it was not read back. */
  found: string | null
  state: State
  word: string
}

/** What was meant beside what was read back, field by field; stacked rows on a phone. */
export function CompareTable({ name, rows }: { name: string; rows: readonly ComparedRow[] }) {
  const say = useWords()
  return (
    <table className={styles.table} aria-label={name}>
      <thead>
        <tr>
          <th scope="col">{say('web.compare.field')}</th>
          <th scope="col">{say('web.compare.meant')}</th>
          <th scope="col">{say('web.compare.found')}</th>
          <th scope="col">
            <span className="sr-only">{say('web.compare.verdict')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{row.name}</th>
            <td data-head={say('web.compare.meant')}>{row.meant}</td>
            <td data-head={say('web.compare.found')} className="t2">
              {row.found ?? '–'}
            </td>
            <td>
              <StateChip state={row.state} word={row.word} isBare />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
