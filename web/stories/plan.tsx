import { IconHelpCircle, IconShield } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { FileTile } from '../parts/FileTile.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import type { PlanStage, PlanWorld, TreeLine } from '../parts/plan-view.ts'
import { PlanNote, PlanReview } from '../parts/PlanReview.tsx'
import { Plot } from '../parts/Plot.tsx'
import type { PlotPoint, PlotRange } from '../parts/plot-view.ts'
import { StorageBar } from '../parts/StorageBar.tsx'

const DAYS = ['2024/01/01', '2026/11/14', '2026/11/15']
const FIGURES = [
  { id: 'file', label: 'file by date', count: 398, tone: 'ok' },
  { id: 'pair', label: 'join their pair', count: 9, tone: 'run' },
  { id: 'aside', label: 'keep aside', count: 3 },
  { id: 'ask', label: 'need you', count: 2, tone: 'warn' },
  { id: 'overwrite', label: 'overwrite', count: 0 },
] as const

const names = Array.from({ length: 412 }, (_, index) => `IMG_${4501 + index}.${index % 5 === 4 ? 'MOV' : 'HEIC'}`)
const BEFORE: TreeLine[] = [
  { id: 'root', depth: 0, name: 'batches/0149/', isFolder: true, reason: '412' },
  ...names.map((name): TreeLine => ({ id: name, depth: 1, name, mark: 'move' })),
]
const AFTER: TreeLine[] = DAYS.flatMap((day, index) => [
  { id: day, depth: 0, name: `${day}/`, isFolder: true, reason: `${index === 0 ? 1 : 205} new` },
  ...names.slice(index * 137, (index + 1) * 137).map((name): TreeLine => ({
    id: `${day}/${name}`,
    depth: 1,
    name,
    mark: 'add',
    reason: name.endsWith('MOV') ? 'its pair' : 'EXIF',
  })),
])

export function PlanStories() {
  return (
    <div className="grid2">
      <Plan stage={{ kind: 'review' }} world={{ kind: 'unchanged' }} />
      <div className="col gap16">
        <Plan
          stage={{
            kind: 'applied',
            verified: 407,
            failed: 0,
            skipped: 0,
            total: 407,
            at: '2026-11-18T09:42:16.000Z',
            undoUntil: '2026-12-18T09:42:16.000Z',
            onUndo: () => undefined,
          }}
          world={{ kind: 'unchanged' }}
        />
        <Plan
          stage={{ kind: 'review' }}
          world={{
            kind: 'changed',
            cause: '2 files in the batch changed since this plan was made: IMG_4511.HEIC and IMG_4512.HEIC.',
            onRenew: () => undefined,
          }}
        />
      </div>
      <Plots />
      <Panel title="Storage" actions={<span className="s12 t3 num">2.9 of 4.0 TB</span>}>
        <PanelBody>
          <div className="col gap12">
            <StorageBar
              capacityBytes={4e12}
              parts={[
                { label: 'Photos', bytes: 1.64e12 },
                { label: 'Video', bytes: 680e9 },
                { label: 'Raw', bytes: 320e9 },
                { label: 'Trash, duplicates', bytes: 201e9 },
              ]}
            />
            <span className="s12 t2">At this pace full in 140 days, about 7 April.</span>
          </div>
        </PanelBody>
      </Panel>
    </div>
  )
}

function Plan({ stage, world }: { stage: PlanStage; world: PlanWorld }) {
  const [filter, setFilter] = useState<string | null>(null)
  const [search, setSearch] = useState('')
  const before = useMemo(
    () => BEFORE.filter((line) => line.name.toLowerCase().includes(search.toLowerCase())),
    [search],
  )
  return (
    <PlanReview
      isFiles
      title="Plan for batch 0149"
      stage={stage}
      world={world}
      madeAt="2026-11-18T09:41:20.000Z"
      figures={FIGURES}
      filter={filter}
      onFilter={setFilter}
      search={search}
      onSearch={setSearch}
      strip={<Strip />}
      before={{ root: 'batches/0149', lines: before }}
      after={{ root: 'archive/', lines: AFTER }}
      operationCount={407}
      onApply={() => undefined}
      onDiscard={() => undefined}
      change={<Button>Change the pattern</Button>}
      notes={
        <>
          <PlanNote
            icon={
              <span className="tone-warn">
                <Icon of={IconHelpCircle} />
              </span>
            }
            action={<Button isSmall>Set dates</Button>}
          >
            <b>2 scans have no date.</b> <span className="t2">No EXIF, no date in their names.</span>
          </PlanNote>
          <PlanNote
            icon={
              <span className="t3">
                <Icon of={IconShield} />
              </span>
            }
          >
            <span className="t2">Undo brings back names, bytes and times.</span>
          </PlanNote>
        </>
      }
    />
  )
}

function Strip() {
  return (
    <>
      <FileTile name="IMG_4501.HEIC" kind="photo" src="./mark-that-is-missing.png" />
      <FileTile name="DSC_0091.NEF" kind="raw" reason="no preview in it" />
      <FileTile name="clip.mov" kind="video" reason="no ffmpeg on this machine" />
      <FileTile name="DSC_0091.xmp" kind="sidecar" />
      <span className="s12 t3">404 more</span>
    </>
  )
}

const POINTS: PlotPoint[] = Array.from({ length: 71 }, (_, index) => {
  const year = 2021 + Math.floor(index / 12)
  const month = (index % 12) + 1
  const label = `${year}-${String(month).padStart(2, '0')}`
  const value = Math.round(80 + 260 * Math.max(0, Math.sin((month - 3) / 2)) + ((index * 37) % 90))
  return month === 1 ? { label, value, tick: String(year) } : { label, value }
})

function Plots() {
  const [chosen, setChosen] = useState<PlotRange | null>({ from: 66, to: 70 })
  return (
    <Panel title="When it was taken" aside="items per month; choose months to see them">
      <PanelBody>
        <Plot
          name="Items by month of capture, 2021 to 2026; most in July and August"
          kind="bars"
          colour="mus"
          unit="Items"
          points={POINTS}
          valueText={(value) => `${value} items`}
          chosen={chosen}
          onChoose={setChosen}
        />
        <Plot
          name="Files filed per second"
          kind="line"
          colour="sho"
          unit="Files/s"
          points={POINTS.slice(0, 40)}
          valueText={(value) => `${value} files/s`}
        />
      </PanelBody>
    </Panel>
  )
}
