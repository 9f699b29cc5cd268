import { z } from 'zod'
import { defineRoutes, Instant } from '../kernel/contract.ts'
import { rowId } from '../kernel/ids.ts'
import { COLUMNS_MOST, FILTER_LONGEST, FILTERS_MOST, LISTS, NAME_LONGEST } from './model.ts'

export const ViewId = rowId('view')

export const ListName = z.enum(LISTS)
export type ListName = z.output<typeof ListName>

const ViewName = z
  .string()
  .trim()
  .min(1)
  .max(NAME_LONGEST)
  .regex(/^[^\p{C}]*$/u)
  .describe('Compared without regard to case; yours in a list are all different')
const Filters = z
  .record(z.string().regex(/^[a-z]\w{0,39}$/i), z.string().min(1).max(FILTER_LONGEST))
  .refine((filters) => Object.keys(filters).length <= FILTERS_MOST, 'views/too-many-filters')
  .describe('What stands in the address of the page')
const Hidden = z.array(z.string().min(1).max(40)).max(COLUMNS_MOST).describe('Columns that are not shown')

export const ViewView = z.object({
  viewId: z.number().int(),
  list: ListName,
  name: z.string(),
  filters: z.record(z.string(), z.string()),
  hidden: z.array(z.string()),
  isShared: z.boolean(),
  isOwn: z.boolean(),
  /** Null when its person is no longer there, or never was. */
  personId: z.number().int().nullable(),
  /** What the caller may do with it. */
  can: z.object({ rename: z.boolean(), refill: z.boolean(), share: z.boolean(), remove: z.boolean() }),
  createdAt: Instant,
  changedAt: Instant,
})
export type ViewView = z.output<typeof ViewView>

const viewParams = z.object({ viewId: ViewId })

export const viewRoutes = defineRoutes('views', {
  list: {
    method: 'GET',
    path: '/api/v1/views',
    scope: 'signed-in',
    summary: 'Your saved views and those that are shared, by name',
    query: z.object({ list: ListName.optional() }),
    reply: z.object({ items: z.array(ViewView) }),
  },
  save: {
    method: 'POST',
    path: '/api/v1/views',
    scope: 'signed-in',
    summary: 'Save a view for yourself; sharing it with everybody, and any key, needs the right to work with jobs',
    body: z.object({
      list: ListName,
      name: ViewName,
      filters: Filters.default({}),
      hidden: Hidden.default([]),
      isShared: z.boolean().default(false),
      isOfNobody: z
        .boolean()
        .default(false)
        .describe('A shared one without a person, as it stays when its person is removed; for admins'),
    }),
    reply: ViewView,
    status: 201,
  },
  change: {
    method: 'PATCH',
    path: '/api/v1/views/:viewId',
    scope: 'signed-in',
    summary: 'Change a view of yours; an admin renames any shared one or ends its sharing',
    params: viewParams,
    body: z.object({
      name: ViewName.optional(),
      filters: Filters.optional(),
      hidden: Hidden.optional(),
      isShared: z.boolean().optional(),
    }),
    reply: ViewView,
  },
  remove: {
    method: 'DELETE',
    path: '/api/v1/views/:viewId',
    scope: 'signed-in',
    summary: 'Remove a view of yours; any shared one for an admin',
    params: viewParams,
    reply: z.object({ removed: z.number().int() }),
  },
})
