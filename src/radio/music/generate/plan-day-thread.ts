import { parentPort, workerData } from 'node:worker_threads'
import type { PlanDayInput } from './model.ts'
import { planDay } from './plan-day.ts'

/** Entry of a thread that plans one day. */
parentPort?.postMessage(planDay(workerData as PlanDayInput))
