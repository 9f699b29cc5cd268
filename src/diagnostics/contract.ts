import { z } from 'zod'
import { defineRoutes, Instant } from '../kernel/contract.ts'
import { decimal } from '../kernel/ids.ts'

const Sha256 = z.string().describe('SHA-256, hex')

export const BundleView = z.object({
  bundleId: z.string(),
  fileName: z.string().describe('Of the archive'),
  madeAt: Instant,
  keptUntil: Instant,
  bytes: z.number().int(),
  sha256: Sha256,
  files: z.array(z.object({ name: z.string(), bytes: z.number().int(), sha256: Sha256 })),
  removed: z.array(z.object({ what: z.string(), count: z.number().int() })).describe('What was taken out of texts'),
})
export type BundleView = z.output<typeof BundleView>

const bundleParams = z.object({ bundleId: z.string().regex(/^[0-9a-f]{16}$/) })

export const supportRoutes = defineRoutes('support', {
  makeBundle: {
    method: 'POST',
    path: '/api/v1/support-bundles',
    scope: 'access:write',
    summary:
      'Put together what helps to find a fault, without secrets and without media; kept for an hour, sent to nobody',
    body: z
      .object({
        keepsMail: z.boolean().default(false).describe('Leave mail addresses in'),
        keepsHomes: z.boolean().default(false).describe('Leave the names of home folders in'),
      })
      .prefault({}),
    reply: BundleView,
    status: 201,
  },
  getBundleFile: {
    method: 'GET',
    path: '/api/v1/support-bundles/:bundleId/files/:name',
    scope: 'access:write',
    summary: 'One file of a bundle, with the bytes that the archive holds',
    params: bundleParams.extend({ name: z.string().regex(/^[\w.-]{1,40}$/) }),
    reply: 'raw',
  },
  downloadBundle: {
    method: 'GET',
    path: '/api/v1/support-bundles/:bundleId/archive',
    scope: 'access:write',
    summary: 'The bundle as a zip archive; its digest is that which was shown',
    params: bundleParams,
    reply: 'raw',
  },
})

const Cell = z.union([z.string(), z.number(), z.null(), z.object({ bytes: z.number().int() })])
export type Cell = z.output<typeof Cell>

export const ColumnView = z.object({
  name: z.string(),
  type: z.string(),
  isNullable: z.boolean(),
  isHidden: z.boolean().describe('Holds secrets or hashes: its values never leave the server'),
  references: z.object({ table: z.string(), column: z.string() }).nullable(),
})

export const TableView = z.object({
  name: z.string(),
  rowCount: z.number().int(),
  primaryKey: z.array(z.string()),
  columns: z.array(ColumnView),
})
export type TableView = z.output<typeof TableView>

export const RowView = z.object({
  key: z.string().nullable().describe('For `getRow`; null where the table has no primary key'),
  cells: z.record(z.string(), Cell).describe('Bytes only as how many there are; secrets in texts are masked'),
  cut: z.array(z.string()).describe('Columns whose text goes on'),
})
export type RowView = z.output<typeof RowView>

const TableName = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/)
const ColumnName = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/)
export const FilterTest = z.enum(['is', 'is-not', 'contains', 'less', 'more', 'empty', 'filled'])
export type FilterTest = z.output<typeof FilterTest>

const FilterQuery = z.object({
  column: ColumnName.optional(),
  test: FilterTest.default('is'),
  value: z.string().max(1000).default(''),
  sort: ColumnName.optional(),
  descending: z.stringbool().default(false),
})
const tableParams = z.object({ table: TableName })

export const dataRoutes = defineRoutes('data', {
  listTables: {
    method: 'GET',
    path: '/api/v1/data/tables',
    scope: 'access:write',
    summary: 'Tables of the database with their columns and how many rows each has; nothing can be changed here',
    reply: z.object({ dialect: z.enum(['sqlite', 'postgres']), items: z.array(TableView) }),
  },
  listRows: {
    method: 'GET',
    path: '/api/v1/data/tables/:table/rows',
    scope: 'access:write',
    summary: 'A page of rows, narrowed by one column and in the order of one',
    params: tableParams,
    query: FilterQuery.extend({
      page: decimal(z.number().int().min(1).max(1_000_000)).default(1),
      limit: decimal(z.number().int().min(1).max(200)).default(50),
    }),
    reply: z.object({ table: TableView.omit({ rowCount: true }), total: z.number().int(), items: z.array(RowView) }),
  },
  getRow: {
    method: 'GET',
    path: '/api/v1/data/tables/:table/row',
    scope: 'access:write',
    summary: 'One row with its whole texts',
    params: tableParams,
    query: z.object({ row: z.string().max(1000).describe('The `key` that `listRows` gave') }),
    reply: z.object({ table: TableView.omit({ rowCount: true }), row: RowView }),
  },
  exportRows: {
    method: 'GET',
    path: '/api/v1/data/tables/:table/rows.csv',
    scope: 'access:write',
    summary: 'The rows that match as CSV, 50,000 at most',
    params: tableParams,
    query: FilterQuery,
    reply: 'raw',
  },
})
