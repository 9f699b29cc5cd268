import { useState } from 'react'
import { Bar } from '../parts/Bar.tsx'
import { Button } from '../parts/Button.tsx'
import { DataTable } from '../parts/DataTable.tsx'
import { DetailDrawer, DrawerPart } from '../parts/DetailDrawer.tsx'
import { NoMatch } from '../parts/EmptyState.tsx'
import { Panel } from '../parts/Panel.tsx'
import { ProofChip } from '../parts/ProofChip.tsx'
import { RunTree, type RunNode } from '../parts/RunTree.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { Fact, Facts, KeyHint } from '../parts/small.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import type { State } from '../parts/states.ts'
import type { Column } from '../parts/table-view.ts'

const bar = (share: number, words: string) => (
  <span className="row">
    <span className="grow">
      <Bar name="Progress" value={words} parts={[{ share }]} />
    </span>
    <span className="s12 t3 num nowrap">{words}</span>
  </span>
)
const base = { childCount: 0, isOpen: false, rails: [] as boolean[], level: 1 }
const NODES: RunNode[] = [
  {
    ...base,
    id: '1',
    name: 'Workflow of the inbox',
    childCount: 20,
    isOpen: true,
    state: 'waiting',
    detail: bar(0.45, '9 of 20'),
    time: '13 min',
  },
  {
    ...base,
    id: '2',
    level: 2,
    rails: [true],
    name: 'Batch 0150',
    childCount: 3,
    isOpen: true,
    state: 'waiting',
    detail: 'disk full, try 10:43:10',
    time: '13 min',
  },
  {
    ...base,
    id: '3',
    level: 3,
    rails: [true, true],
    name: 'Make the manifest',
    state: 'done',
    detail: '412 files, 14.8 GB',
    time: '2.1 s',
  },
  {
    ...base,
    id: '4',
    level: 3,
    rails: [true, true],
    name: 'File by date',
    state: 'waiting',
    detail: 'no space left',
    time: 'try 3 of 8',
  },
  {
    ...base,
    id: '5',
    level: 3,
    rails: [true, false],
    name: 'Clean up',
    state: 'ready',
    detail: 'after the files',
    time: '',
  },
  {
    ...base,
    id: '6',
    level: 2,
    rails: [true],
    name: 'Batch 0151',
    childCount: 3,
    state: 'uncertain',
    detail: 'look again 10:43:40',
    time: '31 min',
  },
  {
    ...base,
    id: '7',
    level: 2,
    rails: [false],
    name: 'Batch 0152',
    childCount: 3,
    state: 'done',
    detail: <ProofChip state="verified" detail="both sides" isBare />,
    time: '1 min 4 s',
  },
  {
    ...base,
    id: '8',
    name: 'File batch 0147 by date',
    childCount: 1862,
    state: 'running',
    detail: bar(0.64, '64 %'),
    time: '9 s',
  },
  {
    ...base,
    id: '9',
    name: 'Find duplicates',
    childCount: 500,
    state: 'running',
    detail: bar(0.62, '62 %'),
    time: '4 min',
  },
  {
    ...base,
    id: '10',
    name: 'Clean old batches',
    childCount: 5,
    state: 'failed',
    detail: '4 of 5, one folder is not empty',
    time: '5 min ago',
  },
]

interface Item {
  id: number
  name: string
  state: State
  bytes: string
  taken: string
}
const STATES: readonly State[] = ['done', 'running', 'waiting', 'failed']
const ITEMS: Item[] = Array.from({ length: 200 }, (_, index) => ({
  id: index + 1,
  name: `IMG_${4400 + index}.HEIC`,
  state: STATES[index % 4] as State,
  bytes: `${(2 + (index % 30) / 10).toFixed(1)} MB`,
  taken: `2026-11-${String((index % 28) + 1).padStart(2, '0')}`,
}))
const COLUMNS: Column<Item>[] = [
  { id: 'name', head: 'File', cell: (item) => <span className="mono cut">{item.name}</span> },
  { id: 'state', head: 'State', cell: (item) => <StateChip state={item.state} isBare />, width: '8.125rem' },
  { id: 'taken', head: 'Taken', cell: (item) => item.taken, width: '8.125rem', canHide: true },
  {
    id: 'bytes',
    head: 'Size',
    cell: (item) => item.bytes,
    isNumber: true,
    width: '5.625rem',
    isWideOnly: true,
    canHide: true,
  },
]

export function ListStories() {
  const [chosenRun, setChosenRun] = useState<string | null>('4')
  return (
    <>
      <Panel title="Run tree" isLined>
        <RunTree name="Runs" nodes={NODES} chosenId={chosenRun} onChoose={setChosenRun} onToggle={() => undefined} />
      </Panel>
      <Items />
    </>
  )
}

function Items() {
  const [filter, setFilter] = useState<'all' | 'failed'>('all')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(['2', '3']))
  const [open, setOpen] = useState<Item | null>(null)
  const rows = filter === 'all' ? ITEMS : ITEMS.filter((item) => item.state === 'failed')
  return (
    <div
      style={{
        display: 'grid',
        gridTemplateColumns: open === null ? 'minmax(0, 1fr)' : 'minmax(0, 1fr) minmax(0, 324px)',
        gap: 16,
      }}
    >
      <div style={{ height: 420, overflow: 'hidden', display: 'flex', flexDirection: 'column' }}>
        <DataTable
          name="Items"
          keepAs="stories"
          columns={COLUMNS}
          rows={rows}
          idOf={(item) => String(item.id)}
          nameOf={(item) => item.name}
          total={2024}
          state="ready"
          tools={
            <Segmented
              name="Which items"
              value={filter}
              onChange={setFilter}
              options={[
                { value: 'all', label: 'All' },
                { value: 'failed', label: 'Failed 50' },
              ]}
            />
          }
          onOpen={setOpen}
          openId={open === null ? null : String(open.id)}
          selection={{
            ids: chosen,
            onChange: setChosen,
            onAll: () => undefined,
            actions: <Button isSmall>Try again</Button>,
          }}
          empty={<NoMatch title="No item matches" onClear={() => setFilter('all')} />}
        />
      </div>
      {open !== null && <ItemDrawer item={open} onClose={() => setOpen(null)} />}
    </div>
  )
}

function ItemDrawer({ item, onClose }: { item: Item; onClose: () => void }) {
  return (
    <DetailDrawer
      title={item.name}
      onClose={onClose}
      footer={
        <>
          <KeyHint>J</KeyHint> <KeyHint>K</KeyHint> move <KeyHint>R</KeyHint> retry
        </>
      }
    >
      <DrawerPart>
        <span>
          <StateChip state={item.state} />
        </span>
        <b className="s13">The archive disk is full</b>
        <span className="s13 t2">Nothing was moved. The file stays in the inbox.</span>
        <div className="row gap4 wrap">
          <Button isSmall look="primary">
            Try now
          </Button>
          <Button isSmall>Skip</Button>
        </div>
      </DrawerPart>
      <DrawerPart title="Facts">
        <Facts>
          <Fact name="Size">{item.bytes}</Fact>
          <Fact name="Taken">{item.taken}</Fact>
        </Facts>
      </DrawerPart>
    </DetailDrawer>
  )
}
