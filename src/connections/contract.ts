import { z } from 'zod'
import { defineRoutes, Instant, Said } from '../kernel/contract.ts'

export const FindingView = z.object({ level: z.enum(['ok', 'warn', 'bad']), said: Said })
export const DoctorReport = z.object({
  checkedAt: Instant,
  level: z.enum(['ok', 'warn', 'bad']).describe('The worst of all findings'),
  checks: z.array(
    z.object({ id: z.string(), area: z.string(), tookMs: z.number().int(), findings: z.array(FindingView) }),
  ),
})
export type DoctorReport = z.output<typeof DoctorReport>

export const connectionRoutes = defineRoutes('connections', {
  runDoctor: {
    method: 'GET',
    path: '/api/v1/doctor',
    scope: 'read',
    summary: 'Look at everything that Patchbay stands on, and say what to do about what is wrong',
    reply: DoctorReport,
  },
})
