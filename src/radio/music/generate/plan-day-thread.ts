import { parentPort } from 'node:worker_threads'
import { serveThread } from '../../../kernel/serve-thread.ts'
import type { PlanDayInput } from './model.ts'
import { planDay } from './plan-day.ts'

/** Entry of a thread that plans days. */
serveThread<undefined, PlanDayInput>(() => ({ answer: (input) => parentPort?.postMessage(planDay(input)) }))
