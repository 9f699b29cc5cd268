import { z } from 'zod'
import { defineRoutes, Said } from '../kernel/contract.ts'

export const SettingView = z.object({
  key: z.string().describe('archive.batch.max_size_gb'),
  room: z.string(),
  description: z.string(),
  /** Secrets are `********` when they are set. */
  value: z.unknown(),
  default: z.unknown(),
  origin: z.enum(['default', 'file', 'environment']),
  variable: z.string().describe('The environment variable that can set it; it wins over the file'),
  isSecret: z.boolean(),
  isFolder: z.boolean(),
  needsRestart: z.boolean(),
})
export type SettingView = z.output<typeof SettingView>

export const ConfigProblem = z.object({ said: Said, key: z.string().nullable(), line: z.number().int().nullable() })

export const ConfigView = z.object({
  values: z.record(z.string(), z.unknown()),
  settings: z.array(SettingView),
  schema: z.record(z.string(), z.unknown()).describe('JSON Schema of the values'),
  file: z.object({
    path: z.string(),
    exists: z.boolean(),
    /** Why the file as it stands on disk is not in force; empty when it is. */
    problems: z.array(ConfigProblem),
    /** Keys in the file that nothing knows. */
    unknown: z.array(
      z.object({ key: z.string(), line: z.number().int().nullable(), suggestion: z.string().nullable() }),
    ),
  }),
  logFolder: z.string(),
  allowedRoots: z.array(z.string()).describe('Folders can be set to these or below'),
  restartNeededFor: z.array(z.string()),
  etag: z.string(),
})
export type ConfigView = z.output<typeof ConfigView>

export const ConfigText = z.object({ text: z.string(), path: z.string(), etag: z.string() })

export const configRoutes = defineRoutes('config', {
  getConfig: {
    method: 'GET',
    path: '/api/v1/config',
    scope: 'read',
    summary: 'All settings in force, where each comes from, and their JSON Schema',
    reply: ConfigView,
  },
  patchConfig: {
    method: 'PUT',
    path: '/api/v1/config',
    scope: 'config:write',
    summary: 'Merge some settings into the file; null goes back to the default (If-Match needed)',
    body: z.object({ values: z.record(z.string(), z.unknown()) }),
    reply: ConfigView,
  },
  getConfigText: {
    method: 'GET',
    path: '/api/v1/config/text',
    scope: 'read',
    summary: 'The file as it stands on disk, secrets masked',
    reply: ConfigText,
  },
  putConfigText: {
    method: 'PUT',
    path: '/api/v1/config/text',
    scope: 'config:write',
    summary: 'Replace the file (If-Match needed); a mask keeps the secret that it stands for',
    body: z.object({ text: z.string().max(1_048_576) }),
    reply: ConfigText,
    bodyLimit: 2_200_000,
  },
})

const PipelineValues = z.record(z.string(), z.unknown()).describe('The words of the archive at the top, then our rooms')

/** The media pipeline's way to the settings. */
export const pipelineConfigRoutes = defineRoutes('pipeline-config', {
  get: {
    method: 'GET',
    path: '/api/config',
    scope: 'read',
    summary: 'All settings in force, merged; secrets masked',
    reply: PipelineValues,
  },
  put: {
    method: 'PUT',
    path: '/api/config',
    scope: 'config:write',
    summary:
      'Merge a partial map into the file; answers the merged settings. 422 names key and line, nothing changed then',
    body: z.record(z.string(), z.unknown()),
    reply: PipelineValues,
  },
})
