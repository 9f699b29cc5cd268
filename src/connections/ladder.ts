import { findAddress, openPort, portOf, shakeHands } from '../kernel/egress/reach.ts'
import type { Names } from '../kernel/egress/names.ts'
import { AppError } from '../kernel/errors.ts'
import { type RungId, type RungResult, RUNGS, type TestResult } from './model.ts'
import type { Fact, OpenConnection } from './ports.ts'

interface Step {
  id: RungId
  climb(signal: AbortSignal): Promise<Fact>
}

const TEST_MS = 30_000

/** Climbs from the name to the rights and stops at the first rung that does not hold: what is above was not reached. */
export async function testConnection(
  open: OpenConnection,
  { names, now, signal }: { names: Names; now(): number; signal: AbortSignal },
): Promise<TestResult> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(TEST_MS)])
  const results: RungResult[] = []
  let isWell = true
  for (const step of stepsOf(open, names)) {
    const result: RungResult = isWell ? await climb(step, limited) : notReached(step.id)
    signal.throwIfAborted()
    isWell &&= result.state === 'ok'
    results.push(result)
  }
  return { at: now(), isWell, rungs: results }
}

function stepsOf({ url, certificate, rungs }: OpenConnection, names: Names): Step[] {
  let address = ''
  const network: Step[] = [
    {
      id: 'name',
      async climb() {
        address = await findAddress(url, names)
        return { code: 'address', params: { address } }
      },
    },
    {
      id: 'port',
      async climb(signal) {
        await openPort(url, address, signal)
        return { code: 'port', params: { port: portOf(url) } }
      },
    },
  ]
  if (url.protocol === 'https:')
    network.push({
      id: 'tls',
      async climb(signal) {
        const until = await shakeHands(url, { address, certificate }, signal)
        return { code: 'certificate', params: { until: new Date(until).toISOString().slice(0, 10) } }
      },
    })
  return [...network, ...rungs].toSorted((a, b) => RUNGS.indexOf(a.id) - RUNGS.indexOf(b.id))
}

async function climb(step: Step, signal: AbortSignal): Promise<RungResult> {
  const startedAt = performance.now()
  const took = (): number => Math.round(performance.now() - startedAt)
  try {
    const { code, params } = await step.climb(signal)
    return { id: step.id, state: 'ok', code, params, tookMs: took() }
  } catch (error) {
    const known = error instanceof AppError ? error : undefined
    const code = known?.code ?? (signal.aborted ? 'connections/test-took-too-long' : 'internal/unexpected')
    return { id: step.id, state: 'failed', code, params: known?.params ?? {}, tookMs: took() }
  }
}

const notReached = (id: RungId): RungResult => ({ id, state: 'not-reached', code: null, params: {}, tookMs: null })

/** Why a test failed. */
export const failureIn = ({ rungs }: TestResult): RungResult | undefined =>
  rungs.find(({ state }) => state === 'failed')
