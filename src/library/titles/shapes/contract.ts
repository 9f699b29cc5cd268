// Shapes of what a person may say of a title, and of what is shown. No I/O.
import { z } from 'zod'
import type { TitleFacts, TitleIds } from '../model.ts'

const LINE_LONGEST = 500
const TEXT_LONGEST = 20_000
const LIST_MOST = 200
const CAST_MOST = 500

const line = z
  .string()
  .trim()
  .max(LINE_LONGEST)
  .regex(/^[^\p{Cc}]*$/u)
const text = z
  .string()
  .trim()
  .max(TEXT_LONGEST)
  .regex(/^[^\p{Cc}]*(?:[\n\t][^\p{Cc}]*)*$/u)
const names = z.array(line.min(1)).max(LIST_MOST)
const id = (form: RegExp) => z.string().trim().regex(form)

const Rating = z.object({
  name: line.min(1),
  value: z.number().min(0).max(1000),
  votes: z.number().int().min(0).optional(),
  max: z.number().positive().max(1000).optional().describe('10 unless said'),
  isDefault: z.boolean().optional(),
})
const Actor = z.object({
  name: line.min(1),
  role: line.optional(),
  order: z.number().int().min(0).optional(),
  thumb: line.optional().describe('As an NFO or a provider has it; Patchbay never fetches it'),
})

/** Every fact by itself. */
const FACTS = {
  title: line.min(1),
  originalTitle: line,
  sortTitle: line,
  year: z.number().int().min(1800).max(2200),
  premiered: z.iso.date().describe('Of an episode when it aired, of an album when it came out'),
  plot: text,
  outline: text,
  tagline: text,
  runtimeMin: z.number().int().min(0).max(100_000),
  mpaa: line.describe('The rating for viewers’ ages, as the country writes it'),
  ratings: z.array(Rating).max(20),
  userRating: z.number().min(0).max(10),
  genres: names,
  countries: names,
  studios: names,
  tags: names,
  directors: names,
  writers: names,
  actors: z.array(Actor).max(CAST_MOST),
  set: z.object({ name: line.min(1), overview: text.optional() }).describe('The collection that it belongs to'),
  trailer: line,
  edition: line,
  status: line.describe('Of a series: continuing or ended'),
} satisfies Record<keyof TitleFacts, z.ZodType>

const IDS = {
  tmdb: id(/^\d{1,12}$/),
  imdb: id(/^tt\d{1,12}$/),
  tvdb: id(/^\d{1,12}$/),
} satisfies Record<keyof TitleIds, z.ZodType>

type Edits<Shape extends Record<string, z.ZodType>> = { [Key in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Key]>> }

const { title, ...others } = { ...FACTS, ...IDS }
/** What a person says: null takes a fact away, what is not named stays. */
export const FactEdits = z.object({
  title: title.optional(),
  ...(Object.fromEntries(Object.entries(others).map(([key, shape]) => [key, shape.nullable().optional()])) as Edits<
    typeof others
  >),
})
export type FactEdits = z.output<typeof FactEdits>

/** What is shown: an NFO may say more than a person could. */
export const FactsView = z.object({
  title: z.string().optional(),
  originalTitle: z.string().optional(),
  sortTitle: z.string().optional(),
  year: z.number().optional(),
  premiered: z.string().optional(),
  plot: z.string().optional(),
  outline: z.string().optional(),
  tagline: z.string().optional(),
  runtimeMin: z.number().optional(),
  mpaa: z.string().optional(),
  ratings: z.array(z.object({ ...Rating.shape, name: z.string(), value: z.number() })).optional(),
  userRating: z.number().optional(),
  genres: z.array(z.string()).optional(),
  countries: z.array(z.string()).optional(),
  studios: z.array(z.string()).optional(),
  tags: z.array(z.string()).optional(),
  directors: z.array(z.string()).optional(),
  writers: z.array(z.string()).optional(),
  actors: z
    .array(
      z.object({
        name: z.string(),
        role: z.string().optional(),
        order: z.number().optional(),
        thumb: z.string().optional(),
      }),
    )
    .optional(),
  set: z.object({ name: z.string(), overview: z.string().optional() }).optional(),
  trailer: z.string().optional(),
  edition: z.string().optional(),
  status: z.string().optional(),
  tmdb: z.string().optional(),
  imdb: z.string().optional(),
  tvdb: z.string().optional(),
})
export type FactsView = z.output<typeof FactsView>
