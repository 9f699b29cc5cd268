import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { IconArrowLeft, IconShield } from '@tabler/icons-react'
import { planRoutes } from '../../../src/plans/contract.ts'
import { useRead } from '../../api/use-api.ts'
import { Icon } from '../../parts/Icon.tsx'
import { PlanNote } from '../../parts/PlanReview.tsx'
import { PlanPanel } from '../../plans/PlanPanel.tsx'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'

/** What an import of orders would change: reviewed, applied, undone. */
export function ImportPlan() {
  const say = useWords()
  const navigate = useNavigate()
  const planId = Number(useParams({ from: '/shell/radio/traffic/plans/$planId' }).planId)
  // The same answer that the panel shows.
  const plan = useRead(planRoutes.routes.get, { params: { planId } }).data
  const station = plan?.subject.startsWith('station:') === true ? plan.subject.slice('station:'.length) : undefined
  const showOther = (next: number | null) =>
    void navigate(
      next === null
        ? { to: '/radio/traffic', search: { station } }
        : { to: '/radio/traffic/plans/$planId', params: { planId: String(next) } },
    )
  return (
    <Page title={say('web.programme.plan', { planId: String(planId) })} subtitle={say('web.traffic.plan.subtitle')}>
      <Link to="/radio/traffic" search={{ station }} className="row s13">
        <Icon of={IconArrowLeft} />
        {say('web.nav.radio.traffic')}
      </Link>
      <PlanPanel
        key={planId}
        planId={planId}
        onOther={showOther}
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
