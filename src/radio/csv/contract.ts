import { z } from 'zod'
import { Said } from '../../kernel/contract.ts'

const count = z.number().int()

export const ImportDraft = z.object({
  planId: count
    .nullable()
    .describe('Null when there is nothing to do, or when lines are wrong. Apply, undo, discard it as any plan'),
  counts: z.object({ add: count, change: count, same: count, wrong: count }).describe('Of lines; blank ones are none'),
  lines: count.describe('Without the heading'),
  wrong: z
    .array(z.object({ line: count.describe('In the file, from 1'), column: z.string().nullable(), said: Said }))
    .describe('The first 200. While there are any, no plan is made'),
  unknownColumns: z.array(z.string()).describe('They are passed over'),
})
export type ImportDraft = z.output<typeof ImportDraft>

export const CSV_LARGEST = 8 << 20
