import { Link } from '@tanstack/react-router'
import type { PauseView } from '../../src/archive/figures/contract.ts'
import { workflowRoutes } from '../../src/archive/workflow/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { Button, buttonClass } from '../parts/Button.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'

/** A run that goes step by step and waits: what it has done, what comes, and the button for it. */
export function Paused({ pause }: { pause: PauseView }) {
  const say = useWords()
  const mayMove = useMay('files:move')
  const goOn = useAct(workflowRoutes.routes.goOn)
  const { runId, done, next } = pause
  return (
    <Panel name={say('web.archive.paused.name')}>
      <PanelBody>
        <div className="row wrap">
          <StateChip state="needsYou" />
          <span className="grow s13">
            {say('web.archive.paused', {
              runId,
              done: say(`web.archive.step.${done}`),
              next: say(`web.archive.step.${next}`),
            })}
          </span>
          <span className="row wrap">
            <Link to="/activity" search={{ job: String(runId) }} className={buttonClass()}>
              {say('web.archive.paused.open')}
            </Link>
            {mayMove && (
              <Button
                isWrite
                look="primary"
                whyNot={goOn.isPending ? say('web.signin.busy') : null}
                onClick={() => goOn.mutate({ params: { runId }, body: {} })}
              >
                {say('web.archive.paused.goOn', { step: say(`web.archive.step.${next}`) })}
              </Button>
            )}
          </span>
        </div>
        {goOn.error !== null && <ProblemPanel error={goOn.error} />}
      </PanelBody>
    </Panel>
  )
}
