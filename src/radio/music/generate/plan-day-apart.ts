import { leaveThread, takeThread } from '../../../kernel/threads.ts'
import type { DayPlan, PlanDayInput } from './model.ts'

/** `planDay` in a thread: thousands of tracks are gone through, and requests are answered meanwhile. */
export async function planDayApart(input: PlanDayInput, signal: AbortSignal): Promise<DayPlan> {
  signal.throwIfAborted()
  const thread = takeThread(new URL('./plan-day-thread.ts', import.meta.url), undefined)
  const stop = (): void => void thread.terminate()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const plan = await new Promise<DayPlan>((resolve, reject) => {
      thread.once('message', resolve)
      thread.once('error', reject)
      thread.once('exit', () => reject(signal.reason ?? new Error('the thread ended without a plan')))
      thread.postMessage(input)
    })
    leaveThread(thread)
    return plan
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
