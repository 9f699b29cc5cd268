import { z } from 'zod'
import { RowContent } from '../../planner/index.ts'

const Wished = {
  entryId: z.number().int(),
  trackId: z.number().int(),
  title: z.string(),
  startsAt: z.number().int(),
  endsAt: z.number().int(),
  cueInMs: z.number().int(),
  cueOutMs: z.number().int(),
}
export const RowParams = z.discriminatedUnion('act', [
  z.object({
    act: z.literal('add'),
    row: z.object({
      ...Wished,
      window: z.union([z.object({ id: z.number().int() }), z.object({ made: z.number().int() })]),
      position: z.number().int(),
    }),
  }),
  z.object({
    act: z.literal('remove'),
    row: z.object({
      ...Wished,
      deliveryId: z.number().int(),
      rowId: z.number().int(),
      windowId: z.number().int(),
    }),
  }),
])

export const TakeParams = z.object({
  rowId: z.number().int(),
  title: z.string(),
  show: z.string(),
  content: RowContent,
})
