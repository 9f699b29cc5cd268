import type { Params } from '../../kernel/errors.ts'
import { AppError } from '../../kernel/errors.ts'

export type FindingLevel = 'ok' | 'warn' | 'bad'

/** Words stand at `doctor.<code>`, what to do about it at `doctor.<code>.todo`. */
export interface Finding {
  level: FindingLevel
  code: string
  params: Params
}

/** One thing that is looked at. It changes nothing. */
export interface DoctorCheck {
  /** Unique, e.g. `roots`. */
  id: string
  /** `system`, `archive`, …: how the screen groups them. */
  area: string
  run(signal: AbortSignal): Promise<Finding[]>
}

export interface CheckedUp {
  id: string
  area: string
  findings: Finding[]
  tookMs: number
}

const LONGEST_CHECK_MS = 15_000

/** Runs all checks side by side. One that throws or hangs is a finding of its own and stops no other. */
export async function runDoctor(
  checks: readonly DoctorCheck[],
  options: { signal: AbortSignal; timeoutMs?: number },
): Promise<CheckedUp[]> {
  const { signal, timeoutMs = LONGEST_CHECK_MS } = options
  return Promise.all(
    checks.map(async (check) => {
      const startedAt = performance.now()
      const findings = await findingsOf(check, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]))
      return { id: check.id, area: check.area, findings, tookMs: Math.round(performance.now() - startedAt) }
    }),
  )
}

async function findingsOf(check: DoctorCheck, signal: AbortSignal): Promise<Finding[]> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
  try {
    return await Promise.race([check.run(signal), aborted])
  } catch (error) {
    if (signal.aborted) return [{ level: 'bad', code: 'check-took-too-long', params: { check: check.id } }]
    const cause = error instanceof AppError ? error.code : (error as Error).name
    return [{ level: 'bad', code: 'check-failed', params: { check: check.id, cause } }]
  }
}
