import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { IconArrowLeft } from '@tabler/icons-react'
import { Icon } from '../../parts/Icon.tsx'
import { useWords } from '../../words.ts'
import { ImportedPlan } from '../import/ImportedPlan.tsx'

/** What an import of shows or episodes would change. */
export function ImportPlan() {
  const say = useWords()
  const navigate = useNavigate()
  const { planId } = useParams({ from: '/shell/radio/programme/plans/$planId' })
  return (
    <ImportedPlan
      planId={Number(planId)}
      subtitle={say('web.programme.plan.subtitle')}
      renderBack={(station) => (
        <Link to="/radio/programme" search={{ station }} className="row s13">
          <Icon of={IconArrowLeft} />
          {say('web.nav.radio.programme')}
        </Link>
      )}
      onOther={(next, station) =>
        void navigate(
          next === null
            ? { to: '/radio/programme', search: { station } }
            : { to: '/radio/programme/plans/$planId', params: { planId: String(next) } },
        )
      }
    />
  )
}
