import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { connectionRoutes, type ConnectionView } from '../../src/connections/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { toast } from '../parts/toast.ts'
import { TypedConfirm } from '../parts/TypedConfirm.tsx'
import { useWords } from '../words.ts'
import { toConnection } from './address.ts'
import { dropFromList } from './known-list.ts'

/** Its secrets go with it, so it can't be undone and is asked for twice. */
export function RemoveConnection({ view, onRemoved }: { view: ConnectionView; onRemoved: () => void }) {
  const say = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [isAsking, setAsking] = useState(false)
  const { connectionId, name } = view
  const remove = useAct(connectionRoutes.routes.remove, () => {
    onRemoved()
    dropFromList(client, connectionId)
    toast({ title: say('web.connections.removed', { name }) })
    return navigate({ ...toConnection(), replace: true })
  })
  return (
    <>
      <Button look="danger" isWrite onClick={() => setAsking(true)}>
        {say('web.connections.remove')}
      </Button>
      {remove.error !== null && <ProblemPanel error={remove.error} />}
      <TypedConfirm
        isOpen={isAsking}
        title={say('web.connections.remove.title', { name })}
        text={say('web.connections.remove.text')}
        count={1}
        keepLabel={say('web.connections.remove.keep')}
        actLabel={say('web.connections.remove.act')}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          remove.mutate({ params: { connectionId } })
        }}
      />
    </>
  )
}
