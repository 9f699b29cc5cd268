import type { Clock } from '../../../kernel/clock.ts'
import type { Fault, Faults } from './faults/faults.ts'
import type { Transport } from './transport.ts'

/** How long each stage of a restart takes; 0 leaves it out. */
export interface RestartTimes {
  /** The web server in front still answers, nothing is behind it. */
  badGatewayMs: number
  /** Nothing listens. */
  refusedMs: number
  /** The API is up; uploads are taken and wait. */
  analyzerDownMs: number
}

export type RestartStage = 'bad gateway' | 'refused' | 'analyzer down' | 'up'

export interface Restart {
  readonly stage: RestartStage
  /** Nothing listens any more. */
  readonly refused: Promise<void>
  /** The API answers again. */
  readonly apiUp: Promise<void>
  /** Everything does, the analyzer too; what waited is being processed. */
  readonly up: Promise<void>
}

type Parts = { clock: Clock; faults: Faults; transport: Transport }

/** 502, then refused, then an API without analyzer, then all as before; all that was known is kept. */
export function beginRestart(parts: Parts, times: RestartTimes): Restart {
  const { clock, faults, transport } = parts
  let stage: RestartStage = 'bad gateway'
  const wait = (ms: number): Promise<void> =>
    ms <= 0 ? Promise.resolve() : new Promise((resolve) => void clock.after(ms, resolve))
  const during = async (fault: Fault, ms: number): Promise<void> => {
    const end = faults.add(fault)
    await wait(ms)
    end()
  }
  const refused = Promise.withResolvers<void>()
  const analyzerIsBack = faults.add({ kind: 'analyzer-stopped' })
  const bringApiUp = async (): Promise<void> => {
    if (times.badGatewayMs > 0) await during({ kind: 'status', status: 502 }, times.badGatewayMs)
    stage = 'refused'
    if (times.refusedMs > 0) {
      await transport.stop()
      const isOver = wait(times.refusedMs)
      refused.resolve()
      await isOver
      await transport.start()
    }
    stage = 'analyzer down'
  }
  const apiUp = bringApiUp()
  const bringAllUp = async (): Promise<void> => {
    await apiUp
    await wait(times.analyzerDownMs)
    analyzerIsBack()
    stage = 'up'
  }
  const up = bringAllUp()
  return {
    get stage() {
      return stage
    },
    refused: refused.promise,
    apiUp,
    up,
  }
}
