import { z } from 'zod'
import { isTimeZone } from '../kernel/time.ts'
import { needsRestart, secret } from './marks.ts'

const days = (fallback: number) => z.number().int().min(1).max(3650).default(fallback)

/** What the server itself needs; the room `server` of the file, and `PATCHBAY_<KEY>` in the environment. */
export const serverSettings = z.strictObject({
  host: needsRestart(z.string().min(1).max(255).default('127.0.0.1')).describe(
    'Address to listen on; 0.0.0.0 for the whole network',
  ),
  port: needsRestart(z.number().int().min(0).max(65_535).default(7979)).describe(
    'Port to listen on; 0 takes a free one',
  ),
  base_path: needsRestart(
    z
      .string()
      .regex(/^\/([\w.~-]+\/)*$/, { message: 'config/not-a-base-path' })
      .default('/'),
  ).describe('Path below which a proxy serves Patchbay; starts and ends with /'),
  trusted_proxies: needsRestart(
    z
      .array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], { error: 'config/not-a-network' }))
      .max(100)
      .default([]),
  ).describe('Addresses or networks of proxies whose forwarding headers count'),
  allowed_hosts: needsRestart(z.array(z.string().min(1).max(255)).max(100).default([])).describe(
    'Host names under which Patchbay may be called, beside addresses and localhost; none named allows all',
  ),
  allowed_origins: needsRestart(
    z
      .array(z.url({ error: 'config/not-an-origin' }))
      .max(100)
      .default([]),
  ).describe('Origins of other web pages that may call the API from a browser'),
  timezone: z
    .string()
    .refine(isTimeZone, { message: 'config/not-a-time-zone' })
    .optional()
    .describe('IANA time zone of schedules and of days on screens; the system’s unless set'),
  log_level: z
    .enum(['debug', 'info', 'warn', 'error'])
    .default('info')
    .describe('Least level that is written to the log'),
  log_max_mb: needsRestart(z.number().int().min(1).max(10_000).default(20)).describe(
    'Size at which a log file is closed',
  ),
  log_keep_files: needsRestart(z.number().int().min(1).max(1000).default(10)).describe(
    'Closed log files that are kept',
  ),
  metrics_token: secret(needsRestart(z.string().min(16).max(200)))
    .optional()
    .describe('Lets a collector read /metrics with this bearer token instead of a key'),
  history: z
    .strictObject({
      completed_days: days(30).describe('Days that completed jobs stay in the history'),
      failed_days: days(90).describe('Days that failed jobs stay in the history'),
      event_days: days(90).describe('Days that events stay in the log'),
      delivery_days: days(90).describe(
        'Days that deliveries stay once they are settled and stand for nothing elsewhere',
      ),
    })
    .prefault({}),
})

export type ServerSettings = z.output<typeof serverSettings>
