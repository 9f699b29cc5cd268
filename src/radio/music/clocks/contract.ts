import { z } from 'zod'
import { defineRoutes } from '../../../kernel/contract.ts'
import { ofEachThing, thingRoutes } from '../shelf/contract.ts'

const SECOND_MS = 1000
const HOUR_MS = 3_600_000
/** Lord Howe's change day has an hour of 90 minutes. */
const LONGEST_HOUR_MS = 1.5 * HOUR_MS

const WholeSeconds = z.number().int().multipleOf(SECOND_MS)

/** Where a slot begins, from the start of its hour: `hard` whatever runs, `soft` not before it. */
export const Anchor = z.object({
  kind: z.enum(['hard', 'soft']),
  atMs: WholeSeconds.min(0)
    .max(LONGEST_HOUR_MS - SECOND_MS)
    .describe('From the start of the hour, whole seconds'),
})
export type Anchor = z.output<typeof Anchor>

/** How much a slot takes: so many items, about so long, or up to the next anchor or the hour's end. */
export const Fill = z.discriminatedUnion('by', [
  z.object({ by: z.literal('count'), count: z.number().int().min(1).max(60) }),
  z.object({ by: z.literal('time'), ms: WholeSeconds.min(SECOND_MS).max(LONGEST_HOUR_MS) }),
  z.object({ by: z.literal('end') }),
])
export type Fill = z.output<typeof Fill>

const ofEachSlot = {
  slotId: z
    .string()
    .regex(/^[a-z0-9]{1,12}$/)
    .describe('Names the slot in its clock for good, also when it is moved'),
  anchor: Anchor.nullable().default(null),
  daypartIds: z.array(z.number().int().positive()).max(20).default([]).describe('Empty: always'),
  transition: z.enum(['play', 'segue', 'stop']).default('segue').describe('How it follows what is before it'),
}

/** One element of a clock. */
export const ClockSlot = z.discriminatedUnion('kind', [
  z.object({
    ...ofEachSlot,
    kind: z.literal('category'),
    categoryId: z.number().int().positive(),
    fill: Fill.default({ by: 'count', count: 1 }),
  }),
  z.object({
    ...ofEachSlot,
    kind: z.literal('cart'),
    cartId: z.number().int().positive(),
    fill: Fill.default({ by: 'count', count: 1 }),
  }),
  z.object({ ...ofEachSlot, kind: z.literal('track'), trackId: z.number().int().positive() }),
  z.object({
    ...ofEachSlot,
    kind: z.literal('spots'),
    units: z.number().int().min(1).max(60).describe('At most so many spots'),
    maxMs: WholeSeconds.min(SECOND_MS).max(HOUR_MS).describe('At most so long altogether'),
  }),
  z.object({
    ...ofEachSlot,
    kind: z.literal('voice'),
    lengthMs: WholeSeconds.min(SECOND_MS).max(HOUR_MS).describe('How long the voice track shall be'),
  }),
  z.object({ ...ofEachSlot, kind: z.literal('note'), text: z.string().trim().min(1).max(500) }),
])
export type ClockSlot = z.output<typeof ClockSlot>

/** What an hour is made of, in order. */
export const ClockShape = z.object({
  clockId: z.number().int(),
  name: z.string(),
  trimAtMostMs: WholeSeconds.min(0)
    .max(HOUR_MS)
    .nullable()
    .describe(
      'By how much the last music before a hard anchor may be cut; 20 s of it stay; null: as much as is needed',
    ),
  slots: z.array(ClockSlot),
})
export type ClockShape = z.output<typeof ClockShape>

const Slots = z.array(ClockSlot).max(100)
const clockFacts = { trimAtMostMs: ClockShape.shape.trimAtMostMs.default(30_000), slots: Slots.default([]) }
/** What is stored of a clock beside its name. */
export const ClockFacts = z.object(clockFacts)
export type ClockFacts = z.output<typeof ClockFacts>

export const ClockView = ClockShape.extend(ofEachThing)
export type ClockView = z.output<typeof ClockView>

export const clockRoutes = defineRoutes(
  'radio.clocks',
  thingRoutes({
    many: 'clocks',
    one: 'clock',
    view: ClockView,
    facts: clockFacts,
    changes: { trimAtMostMs: ClockShape.shape.trimAtMostMs.optional(), slots: Slots.optional() },
  }),
)
