import { archiveRoutes, type StepName } from '../../src/archive/contract.ts'
import { whatHappened } from '../api/client.ts'
import { useAct } from '../api/use-api.ts'
import { toast } from '../parts/toast.ts'
import { useWords } from '../words.ts'

/** Starts all steps, or one; says when a run is at work already. */
export function useStartRun() {
  const say = useWords()
  const start = useAct(archiveRoutes.routes.startRun, (run) =>
    toast({ title: say(run.started ? 'web.archive.run.started' : 'web.archive.run.already') }),
  )
  return {
    start: (how: { steps?: StepName[]; isStepwise?: boolean } = {}) => start.mutate({ body: how }),
    error: start.error,
    whyNot: start.isPending ? say('web.signin.busy') : start.error === null ? null : whatHappened(start.error),
  }
}
