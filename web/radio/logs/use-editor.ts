import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { PublishPreview } from '../../../src/radio/logs/publish/contract.ts'
import type { GapView, LogDayView, LogEntryView } from '../../../src/radio/logs/read/contract.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import {
  type Direction,
  findingsByEntry,
  firstShown,
  hoursOf,
  neighbourOf,
  placeOfGap,
  stepOf,
  type Where,
} from './day-view.ts'
import { useDrag } from './use-drag.ts'
import type { Edits } from './use-edits.ts'
import type { Address } from './use-logs.ts'
import { usePlayer } from './use-player.ts'

/** What is asked for in a dialog. */
export type Asked =
  | { kind: 'replace'; entry: LogEntryView }
  /** @property beside on either side of it, where one was chosen */
  | { kind: 'add'; where: Where; lengthMs: number | undefined; beside?: LogEntryView }
  | { kind: 'fill'; gap: GapView }
  | { kind: 'change'; entry: LogEntryView }

interface EditorProps {
  /** As it is now. */
  day: LogDayView
  /** What is shown: the same, or a former state of it. */
  shown: LogDayView
  edits: Edits
  address: Address
  nowMs: number
  preview: PublishPreview | undefined
}

/** How many hours stand side by side. */
function useMany(): number {
  const isPhone = useMediaQuery('(max-width: 640px)', false, { getInitialValueInEffect: false })
  const isNarrow = useMediaQuery('(max-width: 1099px)', false, { getInitialValueInEffect: false })
  const isWide = useMediaQuery('(min-width: 1800px)', false, { getInitialValueInEffect: false })
  return isPhone ? 1 : isNarrow ? 2 : isWide ? 6 : 3
}

/** Everything that the hours of a day show and do. */
export function useEditor({ day, shown, edits, address, nowMs, preview }: EditorProps) {
  const many = useMany()
  const whyNot = useWhyNot(day, shown)
  const hours = useMemo(() => hoursOf(shown), [shown])
  const first = firstShown(hours, { asked: address.hour, nowMs, many })
  const findings = useMemo(() => findingsByEntry(shown.findings), [shown])
  const marks = useMemo(() => marksOf(preview), [preview])
  const [asked, setAsked] = useState<Asked | undefined>()
  const [isWhyOpen, setWhyOpen] = useState(false)
  const { selectedId, select } = useSelection({ hours, first, many, address })
  const player = usePlayer(shown.stationId, shown.entries)
  const move = (entryId: number, where: Where) => void edits.edit({ do: 'move', entryId, ...where })
  const drag = useDrag(move)
  const step = (entryId: number, direction: Direction) => {
    const where = stepOf(hours, entryId, direction)
    if (where === undefined) return
    move(entryId, where)
    select(entryId, true)
  }
  return {
    day: shown,
    hours,
    first,
    many,
    whyNot,
    findings,
    marks,
    asked,
    setAsked,
    isWhyOpen,
    setWhyOpen,
    selected: shown.entries.find(({ entryId }) => entryId === selectedId),
    select,
    player,
    drag,
    step,
    go: (name: string) => address.set({ hour: name }),
    fill: (gap: LogDayView['gaps'][number], trackId: number) =>
      void edits.edit({ do: 'add', trackId, ...placeOfGap(shown, gap) }),
    remove: (entry: LogEntryView) => {
      const next = neighbourOf(hours, entry.entryId, 'down') ?? neighbourOf(hours, entry.entryId, 'up')
      void edits.remove(entry)
      if (next !== undefined) select(next.entryId, true)
    },
  }
}

export type Editor = ReturnType<typeof useEditor>

/** Why nothing can be changed; null when it can. */
function useWhyNot({ lock }: LogDayView, { ofRevision }: LogDayView): string | null {
  const say = useWords()
  const may = useMay('jobs:write')
  if (!may) return say('web.logs.mayNot')
  if (ofRevision !== null) return say('web.logs.formerState', { number: ofRevision })
  return lock !== null && !lock.isMine ? say('web.logs.heldBy', { name: lock.holder }) : null
}

/** What a publication would do with each entry. */
function marksOf(preview: PublishPreview | undefined): ReadonlyMap<number, 'add' | 'replace'> {
  const marks = new Map<number, 'add' | 'replace'>()
  for (const { entryId, act } of preview?.changes ?? [])
    if (entryId !== null && act !== 'remove') marks.set(entryId, act)
  return marks
}

interface Selecting {
  hours: Editor['hours']
  first: number
  many: number
  address: Address
}

/** What is chosen is always in sight, and has the focus where keys led to it. */
function useSelection({ hours, first, many, address }: Selecting) {
  const [selectedId, setSelectedId] = useState<number | undefined>()
  const wantsFocus = useRef(false)
  const askedFor = useRef<string | undefined>(undefined)
  const at = hours.findIndex(({ entries }) => entries.some(({ entryId }) => entryId === selectedId))
  useEffect(() => {
    if (!wantsFocus.current || at < 0) return
    if (address.look === 'hours' && (at < first || at >= first + many)) {
      const hour = hours[at < first ? at : at - many + 1]?.hour.name
      // A way that is under way is not asked for again by what is drawn meanwhile.
      if (askedFor.current !== hour) address.set({ hour })
      askedFor.current = hour
      return
    }
    const row = document.querySelector<HTMLElement>(`[data-entry="${selectedId}"]`)
    if (row === null) return
    wantsFocus.current = false
    row.focus()
    row.scrollIntoView({ block: 'nearest' })
  })
  const select = (entryId: number | undefined, byKey = false) => {
    wantsFocus.current = byKey
    askedFor.current = undefined
    setSelectedId(entryId)
  }
  return { selectedId, select }
}

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
}

/** What keys do with the entry that has the focus. */
export function onEntryKey(event: KeyboardEvent, entry: LogEntryView, editor: Editor): void {
  if (event.ctrlKey || event.metaKey) return
  const act = actOf(event, entry, editor)
  if (act === undefined) return
  event.preventDefault()
  act()
}

function actOf(event: KeyboardEvent, entry: LogEntryView, editor: Editor): (() => void) | undefined {
  const direction = ARROWS[event.key]
  const mayEdit = editor.whyNot === null
  if (direction !== undefined) {
    if (event.altKey) return mayEdit ? () => editor.step(entry.entryId, direction) : undefined
    const next = neighbourOf(editor.hours, entry.entryId, direction)
    return () => next !== undefined && editor.select(next.entryId, true)
  }
  if (event.altKey) return undefined
  switch (event.key) {
    case ' ':
      return () => {
        editor.select(entry.entryId)
        editor.player.toggle(entry)
      }
    case 'w':
    case 'W':
      return () => {
        editor.select(entry.entryId)
        editor.setWhyOpen(true)
      }
    case 'Enter':
      return mayEdit && entry.what !== 'note'
        ? () => editor.setAsked({ kind: 'replace', entry })
        : () => editor.select(entry.entryId)
    case 'e':
    case 'E':
      return mayEdit ? () => editor.setAsked({ kind: 'change', entry }) : undefined
    case 'Delete':
      return mayEdit ? () => editor.remove(entry) : undefined
    default:
      return undefined
  }
}
