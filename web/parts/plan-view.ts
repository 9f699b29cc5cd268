import type { ReactNode } from 'react'
import type { Tone } from './states.ts'
import type { ProgressProps } from './Progress.tsx'

/** One line of a before or after tree. */
export interface TreeLine {
  id: string
  /** 0 for a folder at the root of the tree. */
  depth: number
  name: string
  isFolder?: boolean
  /** `move` leaves an arrow; `remove` alone is red. */
  mark?: 'move' | 'add' | 'change' | 'remove' | 'keep'
  /** Why it goes there, or how many are in it. */
  reason?: string
  /** This line can't be brought back. */
  isFinal?: boolean
}

export interface TreeSide {
  /** The folder that the tree stands in. */
  root: string
  lines: readonly TreeLine[]
  /** Called when the end comes into sight and more can be loaded. */
  onEnd?: () => void
}

/** A count that filters the trees when chosen. */
export interface PlanFigure {
  id: string
  label: string
  count: number
  tone?: Tone
}

/** A plan is reviewed, applied, proven; the same panel shows each. */
export type PlanStage =
  | { kind: 'review' }
  | { kind: 'applying'; progress: ProgressProps }
  | {
      kind: 'applied'
      verified: number
      failed: number
      /** Left as they were. */
      skipped: number
      total: number
      at: string
      undoUntil?: string
      onUndo?: () => void
    }
  | { kind: 'discarded' }
  | { kind: 'undone'; at: string }

/** Whether the files still are as they were when the plan was made. Acts that are not allowed are left out. */
export type PlanWorld = { kind: 'unchanged' } | { kind: 'changed'; cause: string; onRenew?: (() => void) | undefined }

export interface PlanReviewProps {
  title: string
  /** Files are moved; all else is changed. */
  isFiles: boolean
  stage: PlanStage
  /** RFC 3339 */
  madeAt: string
  world: PlanWorld
  figures: readonly PlanFigure[]
  filter: string | null
  onFilter: (figureId: string | null) => void
  search: string
  onSearch: (text: string) => void
  /** A strip of thumbnails of what is in the plan. */
  strip?: ReactNode
  before: TreeSide
  after: TreeSide
  /** Rows: what needs a person, what happens first, what undo brings back. */
  notes?: ReactNode
  operationCount: number
  onApply?: (() => void) | undefined
  onDiscard?: (() => void) | undefined
  /** What did not work once it was applied, with its causes. */
  trouble?: ReactNode
  /** What waits for a person next, once this one was applied. */
  next?: { title: string; onOpen: () => void } | undefined
  /** The button for changing what the plan was made from. */
  change?: ReactNode
}
