import { z } from 'zod'
import type { PlayoutRow, RowContent } from '../ports.ts'
import { instantText } from './instant-text.ts'

/** Of a row that stands, or stood, at the playout; whoever made it. */
export const Content = z.object({
  windowId: z.number().int(),
  trackId: z.number().int().nullable(),
  streamId: z.number().int().nullable(),
  startsAt: z.number().int(),
  endsAt: z.number().int(),
  cueInMs: z.number().int(),
  cueOutMs: z.number().int(),
  fadeIn: z.string().nullable(),
  fadeOut: z.string().nullable(),
  position: z.number().int(),
})

/** Undefined when it lacks what a row must have there. */
export function contentOf(row: PlayoutRow): RowContent | undefined {
  const { windowId, trackId, streamId, startsAt, endsAt, cueInMs, cueOutMs, fadeIn, fadeOut, position } = row
  if (cueInMs === null || cueOutMs === null) return undefined
  return { windowId, trackId, streamId, startsAt, endsAt, cueInMs, cueOutMs, fadeIn, fadeOut, position }
}

/** `00:00:00.500000` and `00:00:00.5` are one; none is read as a fade of nothing. */
const fadeText = (fade: string | null): string =>
  (fade ?? '00:00:00').replace(/(\.\d*?)0*$/, (_end, part: string) => (part === '.' ? '' : part))

/** What is heard of it, and when; its place in a list of the web interface is not. */
export const contentFields = (
  row: Omit<RowContent, 'position' | 'cueInMs' | 'cueOutMs'> & Pick<PlayoutRow, 'cueInMs' | 'cueOutMs'>,
) => ({
  window: String(row.windowId),
  track: row.streamId === null ? String(row.trackId) : `stream ${row.streamId}`,
  starts: instantText(row.startsAt),
  ends: instantText(row.endsAt),
  'cue-in': String(row.cueInMs),
  'cue-out': String(row.cueOutMs),
  fades: `${fadeText(row.fadeIn)} ${fadeText(row.fadeOut)}`,
})

export const isSameContent = (row: PlayoutRow, content: RowContent): boolean =>
  JSON.stringify(contentFields(row)) === JSON.stringify(contentFields(content))
