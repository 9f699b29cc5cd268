import { useMemo, useState } from 'react'
import { formatBytes, formatNumber } from '../../format.ts'
import { DataTable } from '../../parts/DataTable.tsx'
import { NoMatch } from '../../parts/EmptyState.tsx'
import { ListWithDetail } from '../../parts/ListWithDetail.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { Column } from '../../parts/table-view.ts'
import { useWords, type Say } from '../../words.ts'
import { FileAnswer } from './FileAnswer.tsx'
import { reasonsOf, verdictWord } from './row-words.ts'
import { type AskedRow, VERDICT_STATES, verdictOf } from './verdict.ts'

interface AnswerTableProps {
  rows: readonly AskedRow[]
  isHere: boolean
  isRunning: boolean
  /** Another one is another check. */
  listKey: string
}

type Filter = 'unsafe' | 'safe' | 'all'
const FILTERS: readonly Filter[] = ['unsafe', 'safe', 'all']

/** Each file with its own answer; first those that are not safe. */
export function AnswerTable({ rows, isHere, isRunning, listKey }: AnswerTableProps) {
  const say = useWords()
  const [chosen, setChosen] = useState<Filter | null>(null)
  const [openKey, setOpenKey] = useState<number | null>(null)
  const columns = useMemo(() => columnsOf(say, isHere), [say, isHere])
  const safe = useMemo(() => rows.filter((row) => verdictOf(row, { isHere }) === 'safe'), [rows, isHere])
  const unsafe = useMemo(() => rows.filter((row) => verdictOf(row, { isHere }) !== 'safe'), [rows, isHere])
  const of = { unsafe, safe, all: rows }
  const filter = chosen ?? (unsafe.length > 0 ? 'unsafe' : 'all')
  const open = rows.find(({ key }) => key === openKey)
  return (
    <ListWithDetail
      detail={open !== undefined && <FileAnswer row={open} isHere={isHere} onClose={() => setOpenKey(null)} />}
    >
      <DataTable
        name={say('web.archive.where.files')}
        columns={columns}
        rows={of[filter]}
        listKey={`${listKey} ${filter}`}
        idOf={({ key }) => String(key)}
        nameOf={({ path }) => path}
        keepAs="where"
        total={of[filter].length}
        state={isRunning ? 'updating' : 'ready'}
        tools={
          <Segmented
            name={say('web.archive.where.show')}
            value={filter}
            onChange={setChosen}
            options={FILTERS.map((value) => ({
              value,
              label: `${say(`web.archive.where.show.${value}`)} ${formatNumber(of[value].length)}`,
            }))}
          />
        }
        empty={<NoMatch title={say('web.archive.where.none')} onClear={() => setChosen('all')} />}
        openId={openKey === null ? null : String(openKey)}
        onOpen={({ key }) => setOpenKey(key)}
      />
    </ListWithDetail>
  )
}

function columnsOf(say: Say, isHere: boolean): Column<AskedRow>[] {
  return [
    {
      id: 'file',
      head: say('web.archive.where.file'),
      cell: ({ path }) => (
        <span className="col gap2">
          <span className="mono s12 break">{path.slice(path.lastIndexOf('/') + 1)}</span>
          <span className="s12 t3 break">{path.slice(0, path.lastIndexOf('/') + 1)}</span>
        </span>
      ),
    },
    {
      id: 'answer',
      head: say('web.archive.where.answer'),
      width: '24rem',
      cell: (row) => <RowAnswer row={row} isHere={isHere} />,
    },
    {
      id: 'size',
      head: say('web.archive.item.size'),
      width: '5.625rem',
      isNumber: true,
      isWideOnly: true,
      cell: ({ size }) => <span className="nowrap">{formatBytes(size)}</span>,
    },
  ]
}

function RowAnswer({ row, isHere }: { row: AskedRow; isHere: boolean }) {
  const say = useWords()
  const verdict = verdictOf(row, { isHere })
  const copies = (row.where?.copies ?? []).filter(({ isVerified }) => isVerified)
  const places = copies.map(({ name, path }) => (path === null ? name : `${name}/${path}`))
  const words = verdict === 'safe' ? places : reasonsOf(say, row, verdict)
  return (
    <span className="col gap2">
      <StateChip state={VERDICT_STATES[verdict]} word={verdictWord(say, verdict)} isBare />
      {words.map((text) => (
        <span key={text} className="s12 t2 break">
          {text}
        </span>
      ))}
    </span>
  )
}
