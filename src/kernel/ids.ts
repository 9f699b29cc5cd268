import { z } from 'zod'

/** A row's id: an ascending integer that is never used again, branded by whose id it is. */
export const rowId = <const Brand extends string>(brand: Brand) =>
  z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER).brand<Brand>().describe(`Id of a ${brand}`)

export const JobId = rowId('job')
export type JobId = z.output<typeof JobId>
export const PlanId = rowId('plan')
export type PlanId = z.output<typeof PlanId>
export const PersonId = rowId('person')
export type PersonId = z.output<typeof PersonId>
