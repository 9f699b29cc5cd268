import type { Params } from '../../kernel/errors.ts'

export interface ProbedStreams {
  durationMs: number | null
  video: readonly { width: number | null; height: number | null }[]
}

/** Reads the streams of media files; `src/media/probe` fills it. */
export interface Prober {
  /** @throws the signal's reason when aborted */
  probe(
    path: string,
    options: { signal: AbortSignal },
  ): Promise<{ kind: 'read'; found: ProbedStreams } | { kind: 'failed'; code: string; params: Params }>
}
