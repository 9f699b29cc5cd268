import { z } from 'zod'

/** A number of a body, or plain decimal digits of an address: `0x10`, `1e3` and ` 1` are no numbers there. */
export const decimal = <Schema extends z.ZodType<number>>(schema: Schema) =>
  z.preprocess((value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value), schema)

/** A row's id: an ascending integer that is never used again, branded by whose id it is. */
export const rowId = <const Brand extends string>(brand: Brand) =>
  decimal(z.number().int().positive().max(Number.MAX_SAFE_INTEGER).brand<Brand>()).describe(`Id of a ${brand}`)

export const JobId = rowId('job')
export type JobId = z.output<typeof JobId>
export const PlanId = rowId('plan')
export type PlanId = z.output<typeof PlanId>
export const PersonId = rowId('person')
export type PersonId = z.output<typeof PersonId>
