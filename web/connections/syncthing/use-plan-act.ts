import { useNavigate } from '@tanstack/react-router'
import type { PlanMade } from '../../../src/archive/syncing/set-up/contract.ts'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'

/** Opens the plan that was made: it is looked at and applied there. */
export function useOpenPlan() {
  const say = useWords()
  const navigate = useNavigate()
  return async ({ planId }: PlanMade): Promise<void> => {
    if (planId === null) toast({ title: say('web.connections.syncthing.nothing') })
    else await navigate({ to: '/archive/plans/$planId', params: { planId: String(planId) } })
  }
}
