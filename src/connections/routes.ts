import type { Clock } from '../kernel/clock.ts'
import { instant } from '../kernel/contract.ts'
import { type BoundRoute, bindRoutes } from '../kernel/routes.ts'
import { hasWords, say } from '../kernel/words.ts'
import { connectionRoutes, type DoctorReport } from './contract.ts'
import { type CheckedUp, type DoctorCheck, type Finding, type FindingLevel, runDoctor } from './doctor.ts'

const WORST: readonly FindingLevel[] = ['bad', 'warn', 'ok']

function sayFinding({ level, code, params }: Finding): DoctorReport['checks'][number]['findings'][number] {
  const key = `doctor.${code}`
  const said = { code, params: { ...params }, text: say(key, params) }
  return { level, said: hasWords(`${key}.todo`) ? { ...said, todo: say(`${key}.todo`, params) } : said }
}

export const worstOf = (results: readonly CheckedUp[]): FindingLevel =>
  WORST.find((level) => results.some(({ findings }) => findings.some((finding) => finding.level === level))) ?? 'ok'

export function connectionRoutesOf(deps: { checks: readonly DoctorCheck[]; clock: Clock }): BoundRoute[] {
  return bindRoutes(connectionRoutes, {
    runDoctor: async ({ signal }) => {
      const results = await runDoctor(deps.checks, { signal })
      return {
        checkedAt: instant(deps.clock.now()),
        level: worstOf(results),
        checks: results.map((result) => ({ ...result, findings: result.findings.map(sayFinding) })),
      }
    },
  })
}
