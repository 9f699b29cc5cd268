import type { Random } from './random.ts'

/** Ways to break the file calls on purpose, whatever the flow. */
export const FILE_SABOTAGES = ['skip-fsync', 'unlink-first', 'overwrite', 'forget-journal', 'skip-verify'] as const

/** A file that must never be lost: the oracle looks for its hash. */
export interface ManifestFile {
  /** Below the world's folder, `/`-separated; `\xff` for bytes that are no UTF-8. */
  path: string
  sha256: string
  mtimeMs: number
}

/** A file as it must stand when the flow has settled. */
export interface ExpectedFile extends ManifestFile {}

/** A file that someone else puts under a name at the very moment when Patchbay is about to give it. */
export interface Intruder {
  name: string
  content: string
  mtimeMs: number
}

export interface WorldPlan {
  intruder?: Intruder
  /** Everything that is written before the first cycle. */
  manifest: ManifestFile[]
  /** Every file under the world's folder at the end, by path as `settledPath` gives it. */
  expected: ExpectedFile[]
  /** Paths of what Patchbay writes besides, e.g. manifests. */
  besides?: RegExp
}

export interface FlowContext {
  /** Holds `inbox`, `archive`, … made by `build`. */
  folder: string
  /** Folder of the database. */
  dataFolder: string
  seed: number
  /** About how many files. */
  size: number
  /** Tells the parent what is done for good: after this line a crash may not take it back. */
  acknowledge(line: string): void
  /** Tells the parent what a life began with, for its count. */
  meet(what: string): void
  /** Of a flow that `hasCore`: what it is about begins. */
  reachCore(): void
  /** What is broken on purpose, when that is the flow's own to do. */
  sabotage?: string
  /** What the neighbour told. */
  told: Readonly<Record<string, string>>
}

/** What goes on beside the lives of a flow, and is not killed with them. */
export interface Neighbour extends AsyncDisposable {
  told: FlowContext['told']
}

/**
 * Something that Patchbay does with files, for the harness to interrupt. `run` is called in a process of its own, is
 * killed, and is called again over the same folder and database until it comes to its end.
 */
export interface Flow {
  name: string
  /** Ways to break it on purpose, beside those of the file calls. */
  sabotages?: readonly string[]
  /** Most kills are to strike after `reachCore`. */
  hasCore?: boolean
  /** Begins when the files are made, and ends when the flow has come to its end. */
  openNeighbour?(world: { folder: string; sabotage: string | undefined }): Promise<Neighbour>
  /** Makes the files. Synced by the harness. */
  build(context: Pick<FlowContext, 'folder' | 'size'>, random: Random): WorldPlan
  /** Recovers first, then does what is left. Throws when anything is not as it must be. */
  run(context: FlowContext): Promise<void>
  /** After a power cut: whether what was acknowledged still holds. @returns what does not, in words */
  verifyAcknowledged(context: FlowContext, lines: readonly string[]): Promise<string[]>
}
