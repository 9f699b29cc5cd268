import { useMemo, type ReactNode } from 'react'
import type { ItemView } from '../../src/archive/contract.ts'
import { formatBytes, formatLocal } from '../format.ts'
import { DataTable } from '../parts/DataTable.tsx'
import type { Column, TableSelection } from '../parts/table-view.ts'
import { useWords, type Say } from '../words.ts'
import styles from './ItemTable.module.css'
import { Thumb } from './Thumb.tsx'
import { ItemChip } from './ItemChip.tsx'

interface ItemTableProps {
  name: string
  items: readonly ItemView[]
  listKey: string
  state: 'first' | 'updating' | 'ready'
  total?: number
  tools?: ReactNode
  views?: ReactNode
  keepAs: string
  empty: ReactNode
  onMore: () => void
  openId: number | null
  onOpen: (itemId: number) => void
  selection?: TableSelection
}

/** Items as rows: picture, name and folder, state with its cause, when taken, size. */
export function ItemTable({ items, onMore, openId, onOpen, ...table }: ItemTableProps) {
  const say = useWords()
  const columns = useMemo(() => columnsOf(say), [say])
  return (
    <DataTable
      {...table}
      columns={columns}
      rows={items}
      idOf={(item) => String(item.itemId)}
      nameOf={(item) => item.name}
      onOpen={(item) => onOpen(item.itemId)}
      openId={openId === null ? null : String(openId)}
      onEnd={onMore}
    />
  )
}

function columnsOf(say: Say): Column<ItemView>[] {
  return [
    {
      id: 'name',
      head: say('web.archive.item'),
      cell: (item) => (
        <span className={styles.name}>
          <span className={styles.thumb}>
            <Thumb item={item} />
          </span>
          <span className="col gap2">
            <span className="mono s12 cut">{item.name}</span>
            <span className="s12 t3 cut">
              {item.root}/{item.path.slice(0, item.path.lastIndexOf('/') + 1)}
            </span>
          </span>
        </span>
      ),
    },
    {
      id: 'state',
      head: say('web.runs.state'),
      width: '15rem',
      cell: (item) => (
        <span className="col gap2">
          <ItemChip item={item} isBare />
          {item.reason !== null && <span className="s12 t2">{item.reason.text}</span>}
        </span>
      ),
    },
    {
      id: 'taken',
      head: say('web.archive.item.taken'),
      width: '13.5rem',
      canHide: true,
      cell: (item) => <Taken item={item} />,
    },
    {
      id: 'size',
      head: say('web.archive.item.size'),
      width: '5.625rem',
      isNumber: true,
      isWideOnly: true,
      canHide: true,
      cell: (item) => <span className="nowrap">{formatBytes(item.size)}</span>,
    },
  ]
}

function Taken({ item }: { item: ItemView }) {
  const say = useWords()
  if (item.captured === null) return <span className="t3">{say('web.archive.date.none')}</span>
  return (
    <span className="col gap2">
      <span className="num nowrap">{formatLocal(item.captured.local)}</span>
      <span className="s12 t3">{item.captured.sourceText}</span>
    </span>
  )
}
