import { IconRefresh } from '@tabler/icons-react'
import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'

const routes = jobRoutes.routes
const MOST_URGENT = 1
const LEAST_URGENT = 10
const PRIORITIES = Array.from({ length: LEAST_URGENT }, (_, index) => String(index + MOST_URGENT))

/** Retry, cancel, priority: only what the job can have done to it now. */
export function JobActions({ job }: { job: JobView }) {
  const say = useWords()
  const mayWrite = useMay('jobs:write')
  const retry = useAct(routes.retryJob)
  const cancel = useAct(routes.cancelJob)
  const prioritise = useAct(routes.setPriority)
  const params = { jobId: job.jobId }
  const error = retry.error ?? cancel.error ?? prioritise.error
  if (!mayWrite) return null
  return (
    <>
      <div className="row gap4 wrap">
        {job.can.retry && (
          <Button isSmall isWrite look="primary" keys="r" icon={IconRefresh} onClick={() => retry.mutate({ params })}>
            {say('web.jobs.retry')}
          </Button>
        )}
        {job.can.cancel && (
          <Button isSmall isWrite onClick={() => cancel.mutate({ params })}>
            {say('web.cancel')}
          </Button>
        )}
      </div>
      {job.can.prioritise && (
        <ChoiceField
          label={say('web.jobs.priority')}
          hint={say('web.jobs.priority.hint')}
          value={String(job.priority)}
          options={PRIORITIES.map((value) => ({ value, label: value }))}
          onChange={(next) => prioritise.mutate({ params, body: { priority: Number(next) } })}
        />
      )}
      {error !== null && <ProblemPanel error={error} />}
    </>
  )
}
