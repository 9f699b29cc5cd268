import { IconShield } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { planRoutes } from '../../../src/plans/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { Icon } from '../../parts/Icon.tsx'
import { PlanNote } from '../../parts/PlanReview.tsx'
import { PlanPanel } from '../../plans/PlanPanel.tsx'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'

interface ImportedPlanProps {
  planId: number
  subtitle: string
  /** The way back to the list of a station, which the plan names. */
  renderBack: (station: string | undefined) => ReactNode
  /** Of the plan that takes the place of this one; null: to the list. */
  onOther: (planId: number | null, station: string | undefined) => void
}

/** What an import would change: reviewed, applied, undone. */
export function ImportedPlan({ planId, subtitle, renderBack, onOther }: ImportedPlanProps) {
  const say = useWords()
  // The same answer that the panel shows.
  const plan = useRead(planRoutes.routes.get, { params: { planId } }).data
  const station = plan?.subject.startsWith('station:') === true ? plan.subject.slice('station:'.length) : undefined
  return (
    <Page title={say('web.programme.plan', { planId: String(planId) })} subtitle={subtitle}>
      {renderBack(station)}
      <PlanPanel
        key={planId}
        planId={planId}
        onOther={(next) => onOther(next, station)}
        notes={
          <PlanNote
            icon={
              <span className="t3">
                <Icon of={IconShield} />
              </span>
            }
          >
            <span className="t2">{say('web.programme.plan.note')}</span>
          </PlanNote>
        }
      />
    </Page>
  )
}
