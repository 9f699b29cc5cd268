import { useNavigate, useParams } from '@tanstack/react-router'
import { PlanPanel } from '../plans/PlanPanel.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import styles from './PlanPage.module.css'

/** One plan by its number; where a card leads. */
export function PlanPage() {
  const say = useWords()
  const navigate = useNavigate()
  const planId = Number(useParams({ from: '/shell/archive/plans/$planId' }).planId)
  const showOther = (next: number | null) =>
    void navigate(
      next === null ? { to: '/archive' } : { to: '/archive/plans/$planId', params: { planId: String(next) } },
    )
  return (
    <Page title={say('web.plan.page', { planId: String(planId) })} subtitle={say('web.plan.page.subtitle')}>
      <div className={styles.page}>
        <PlanPanel key={planId} planId={planId} onOther={showOther} />
      </div>
    </Page>
  )
}
