/**
 * One line of a bench's answer. With `--json` it is printed as it is, one object a line; members beyond these are
 * welcome (`files`, `peakRssMiB`, `jobsPerSecond`, …).
 */
export interface BenchRow {
  /** `name.part`, e.g. `dedup.media`. */
  bench: string
  /** The program or figure that we are held against; absent when the row is an absolute figure of our own. */
  peer?: string
  /** Our time over the peer's for the same work, median of paired runs; below 1 is faster. */
  ratio?: number
  oursMs?: number
  peerMs?: number
  peerCommand?: string
  peerVersion?: string
  /** What was promised: every bound must hold, or `npm run bench` ends with 1. */
  bounds?: readonly Bound[]
  /** Why there is no figure, e.g. that the peer is missing. A row with this fails unless it has `isOptional`. */
  missing?: string
  isOptional?: boolean
  [figure: string]: unknown
}

/** `figure` names a member of the row; a member that is missing or no number breaks the bound. */
export type Bound =
  | { figure: string; atMost: number }
  | { figure: string; atLeast: number }
  | { figure: string; is: boolean | number | string }

export interface Peer {
  /** Full path of the program. */
  path: string
  /** First line of what it says about its version. */
  version: string
}

export interface PeerWish {
  /** The program's name on PATH. */
  program: string
  /** The Debian package that brings it; installed when we are root and the program is missing. */
  apt: string
  versionArgs: readonly string[]
}

export interface BenchContext {
  /** A tree or load small enough for a test (seconds, not minutes); bounds on speed then say nothing and are left out by the bench. */
  isSmall: boolean
  /** One of the bench's `sabotages`: a deliberate fault that must turn the bench red. */
  sabotage: string | undefined
  signal: AbortSignal
  /** Where generated trees stay between runs: `<tmp>/patchbay-bench/<name>` or `--cache DIR`. */
  cacheFolder: string
  /** Talk for the person who waits; goes to stderr. */
  note(text: string): void
  /** Hands in one finished row; printed at once. */
  report(row: BenchRow): void
  /** Finds the peer, installs it by apt when it is missing and we are root; undefined when it can't be had. */
  findPeer(wish: PeerWish): Promise<Peer | undefined>
}

/** `bench/<name>.ts` exports `bench`; `npm run bench -- <name>[.<part>] [--json] [--small] [--sabotage X] [--cache DIR]` runs it. */
export interface Bench {
  name: string
  /** Deliberate faults, each of which a test runs to see that the bench turns red. */
  sabotages: readonly string[]
  /** Run in this order, or one alone; each reports at least one row. */
  parts: Readonly<Record<string, (ctx: BenchContext) => Promise<void>>>
}
