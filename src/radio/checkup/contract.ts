import { z } from 'zod'
import { defineRoutes, Instant, Said } from '../../kernel/contract.ts'
import { StationId } from '../stations/contract.ts'

const Level = z.enum(['ok', 'warn', 'bad', 'unknown'])

const FindingView = z.object({
  code: z.string(),
  fault: z.string().nullable().describe('Its number in docs/doctor.md'),
  level: z.enum(['warn', 'bad']),
  since: Instant.nullable(),
  said: Said,
  seen: z.array(z.string()).describe('What was seen, a sentence each'),
  cure: z.array(z.string()).describe('What to do, step by step'),
})
export type FindingView = z.output<typeof FindingView>

/** Something that was looked at, by what would have been found. */
const LookedAt = z.object({ code: z.string(), fault: z.string().nullable(), text: z.string() })

export const CheckupView = z.object({
  stationId: z.number().int(),
  stationName: z.string(),
  timeZone: z.string(),
  hasLibrary: z.boolean(),
  lookedAt: Instant.nullable().describe('Null before the first look'),
  tookMs: z.number().int().nullable(),
  level: Level.describe('The worst of it; unknown when nothing bad was found and something could not be told'),
  findings: z.array(FindingView).describe('Worst first'),
  untold: z.array(LookedAt.extend({ why: Said })).describe('What could not be told, and why'),
  well: z.array(LookedAt),
})
export type CheckupView = z.output<typeof CheckupView>

const stationParams = z.object({ stationId: StationId })

export const checkupRoutes = defineRoutes('radio.checkups', {
  list: {
    method: 'GET',
    path: '/api/v1/radio/checkups',
    scope: 'read',
    summary: 'What the doctor last said of each station',
    reply: z.object({ items: z.array(CheckupView) }),
  },
  get: {
    method: 'GET',
    path: '/api/v1/radio/stations/:stationId/checkup',
    scope: 'read',
    summary: 'What the doctor last said of one station',
    params: stationParams,
    reply: CheckupView,
  },
  look: {
    method: 'POST',
    path: '/api/v1/radio/stations/:stationId/checkup',
    scope: 'jobs:write',
    summary: 'Look at a station and what it stands on now; it changes nothing there, and takes a minute at most',
    params: stationParams,
    reply: CheckupView,
  },
})
