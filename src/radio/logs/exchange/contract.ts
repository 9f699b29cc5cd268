import { z } from 'zod'
import { defineRoutes, Instant, Said } from '../../../kernel/contract.ts'
import { rowId } from '../../../kernel/ids.ts'
import { StationId } from '../../stations/contract.ts'
import { TypeCode } from '../../tracks/contract.ts'
import { StartType } from '../edit/contract.ts'
import { LogView } from '../read/contract.ts'

export const TemplateId = rowId('log template')
const count = z.number().int()

/** What a file can say of a line. */
export const LINE_FIELDS = ['time', 'length', 'trackId', 'md5', 'cart', 'title', 'artist', 'type', 'note'] as const
export const LineField = z
  .enum(LINE_FIELDS)
  .describe('time 08:20:00 on the station’s clock; cart: the title that the track has in the library')
export type LineField = z.output<typeof LineField>

const Name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^[^\p{C}]*$/u)
const common = {
  name: Name,
  makes: z.enum(['spot', 'track']).describe('Traffic logs make spots, music logs tracks'),
  skipLines: count.min(0).max(100).default(0).describe('Before the first line, or before the heading'),
  startType: StartType.default('soft').describe('How what has a time starts'),
  types: z
    .record(z.string().trim().min(1).max(40), TypeCode)
    .default({})
    .describe('What the file’s own words for types stand for; words of ours stand for themselves'),
}

export const LogTemplate = z.discriminatedUnion('form', [
  z.object({
    form: z.literal('csv'),
    ...common,
    delimiter: z.enum([',', ';', '\t', '|']).default(','),
    hasHeading: z.boolean().default(true),
    columns: z
      .partialRecord(LineField, z.union([Name, count.min(1).max(200)]))
      .describe('Which column says what: its heading, or its number from 1'),
  }),
  z.object({
    form: z.literal('fixed'),
    ...common,
    columns: z
      .partialRecord(LineField, z.object({ from: count.min(1).max(2000), length: count.min(1).max(500) }))
      .describe('Where each begins in a line, from 1, and how many characters it has'),
  }),
])
export type LogTemplate = z.output<typeof LogTemplate>
export type LogTemplateInput = z.input<typeof LogTemplate>

export const TemplateView = z.object({
  templateId: count,
  stationId: count,
  template: LogTemplate,
  createdAt: Instant,
  changedAt: Instant,
  etag: z.string(),
})
export type TemplateView = z.output<typeof TemplateView>

export const ImportView = z.object({
  isDryRun: z.boolean(),
  isChanged: z.boolean(),
  counts: z.object({ add: count, change: count, remove: count, keep: count }).describe('Entries of the whole log'),
  lines: count.describe('That were read, without heading and blank ones'),
  wrong: z
    .array(z.object({ line: count.describe('In the file, from 1'), column: z.string().nullable(), said: Said }))
    .describe('The first 200. While there are any nothing is imported, unless they are left out'),
  wrongLines: count,
  log: LogView,
})
export type ImportView = z.output<typeof ImportView>

const Format = z
  .string()
  .regex(/^(csv|json|[1-9]\d{0,14})$/)
  .describe('csv or json as Patchbay writes them, or the number of a template')
const stationParams = z.object({ stationId: StationId })
const templateParams = z.object({ templateId: TemplateId })
const logParams = z.object({ logId: rowId('log') })
const ofStation = '/api/v1/radio/stations/:stationId/log-templates'
const ofTemplate = '/api/v1/radio/log-templates/:templateId'
export const FILE_LARGEST = 4 << 20

export const exchangeRoutes = defineRoutes('radio.logExchange', {
  templates: {
    method: 'GET',
    path: ofStation,
    scope: 'read',
    summary: 'How files of others are read, by name',
    params: stationParams,
    reply: z.object({ items: z.array(TemplateView) }),
  },
  addTemplate: {
    method: 'POST',
    path: ofStation,
    scope: 'config:write',
    summary: 'Say how a traffic or music log is read',
    params: stationParams,
    body: LogTemplate,
    reply: TemplateView,
    status: 201,
  },
  getTemplate: {
    method: 'GET',
    path: ofTemplate,
    scope: 'read',
    summary: 'One template',
    params: templateParams,
    reply: TemplateView,
  },
  changeTemplate: {
    method: 'PUT',
    path: ofTemplate,
    scope: 'config:write',
    summary: 'Put another template in its place (If-Match needed)',
    params: templateParams,
    body: LogTemplate,
    reply: TemplateView,
  },
  removeTemplate: {
    method: 'DELETE',
    path: ofTemplate,
    scope: 'config:write',
    summary: 'Remove a template; what was imported with it stays',
    params: templateParams,
    reply: z.object({ removed: count }),
  },
  importLog: {
    method: 'POST',
    path: '/api/v1/radio/logs/:logId/import',
    scope: 'jobs:write',
    summary: 'A file into a log, as one revision; the same file again is no change',
    params: logParams,
    query: z.object({
      format: Format,
      mode: z
        .enum(['replace', 'whole'])
        .default('replace')
        .describe(
          'replace: what this kind of file brought before; whole: the file is the whole log, as csv and json are',
        ),
      dryRun: z.enum(['yes', 'no']).default('no'),
      leaveOut: z.enum(['yes', 'no']).default('no').describe('yes: import the other lines when some are wrong'),
    }),
    body: z.unknown().describe('The file: UTF-8, UTF-16 with its byte order mark, or Windows-1252'),
    bodyLimit: FILE_LARGEST,
    takesBytes: true,
    reply: ImportView,
  },
  exportLog: {
    method: 'GET',
    path: '/api/v1/radio/logs/:logId/export',
    scope: 'read',
    summary: 'A log as a file; imported again it is no change',
    params: logParams,
    query: z.object({ format: Format.default('csv') }),
    reply: 'raw',
  },
})
