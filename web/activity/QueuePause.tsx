import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { jobRoutes } from '../../src/jobs/contract.ts'
import { call } from '../api/client.ts'
import { useRead } from '../api/use-api.ts'
import { Button, type ButtonLook } from '../parts/Button.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'

const { listQueues, changeQueue } = jobRoutes.routes

/** Holds all queues, or lets them go on; what runs is finished first. */
export function QueuePause({ look = 'plain' }: { look?: ButtonLook }) {
  const say = useWords()
  const client = useQueryClient()
  const mayWrite = useMay('jobs:write')
  const queues = useRead(listQueues, {})
  const names = queues.data?.items.map((queue) => queue.name) ?? []
  const isPaused = names.length > 0 && queues.data?.items.every((queue) => queue.isPaused) === true
  const change = useMutation({
    mutationFn: (pause: boolean) =>
      Promise.all(names.map((queue) => call(changeQueue, { params: { queue }, body: { isPaused: pause } }))),
    onSettled: () => client.invalidateQueries({ queryKey: [listQueues.path] }),
  })
  if (!mayWrite || names.length === 0) return null
  return (
    <Button
      look={look}
      isWrite
      icon={isPaused ? IconPlayerPlay : IconPlayerPause}
      whyNot={change.isPending ? say('web.signin.busy') : undefined}
      onClick={() => change.mutate(!isPaused)}
    >
      {say(isPaused ? 'web.jobs.resumeAll' : 'web.jobs.pauseAll')}
    </Button>
  )
}
