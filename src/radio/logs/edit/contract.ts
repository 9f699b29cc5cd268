import { z } from 'zod'
import { NOTE_LONGEST } from '../model.ts'

const count = z.number().int()
const EntryId = z.number().int().positive()
const seconds = (most: number) =>
  z
    .number()
    .int()
    .min(0)
    .max(most)
    .refine((ms) => ms % 1000 === 0, { error: 'request/whole-seconds' })
const DAY_MS = 86_399_000
export const Note = z
  .string()
  .trim()
  .max(NOTE_LONGEST)
  .regex(/^[^\p{Cc}]*$/u)
export const HourName = z
  .string()
  .regex(/^([01]\d|2[0-3])\+?$/)
  .describe('00 to 23; 02+ is the hour that comes a second time')

export const StartType = z
  .enum(['hard', 'soft', 'relative'])
  .describe('hard: begins at its anchor whatever runs; soft: not before it; relative: follows what is before it')
export const Transition = z.enum(['play', 'segue', 'stop'])
export const EntryWhat = z.enum(['track', 'spot', 'voice', 'note'])
export const Source = z.enum(['music', 'traffic', 'template', 'tracker', 'manual', 'import'])

const Where = {
  before: EntryId.optional().describe('Before this entry; else say after, or hour'),
  after: EntryId.optional(),
  hour: HourName.optional().describe('At the end of this hour'),
}
const Start = {
  startType: StartType.optional(),
  anchorMs: seconds(5_400_000).nullable().optional().describe('Of hard and soft: from the start of the hour'),
  transition: Transition.optional(),
  note: Note.optional(),
}

export const LogEdit = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('add'),
    ...Where,
    what: z.enum(['track', 'voice', 'note']).default('track'),
    trackId: z.number().int().positive().optional().describe('Of the library; needed for a track'),
    title: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .optional()
      .describe('Of a note; of a place for a voice track, which has a number without'),
    lengthMs: seconds(DAY_MS).optional().describe('A track’s own unless said; for a voice track, what is kept for it'),
    ...Start,
  }),
  z.object({
    do: z.literal('change'),
    entryId: EntryId,
    title: z.string().trim().min(1).max(200).optional(),
    lengthMs: seconds(DAY_MS).optional(),
    cueInMs: count.min(0).optional(),
    cueOutMs: count.min(1).optional(),
    ...Start,
  }),
  z.object({ do: z.literal('move'), entryId: EntryId, ...Where }),
  z.object({ do: z.literal('replace'), entryId: EntryId, trackId: z.number().int().positive() }),
  z.object({ do: z.literal('remove'), entryId: EntryId }),
])
export type LogEdit = z.output<typeof LogEdit>
export type LogEditInput = z.input<typeof LogEdit>
