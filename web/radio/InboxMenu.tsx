import { Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import { inboxRoutes, type InboxView } from '../../src/radio/hydration/contract.ts'
import type { ProblemError } from '../api/client.ts'
import { undoBy } from '../api/undo-by.ts'
import { useAct } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { toast } from '../parts/toast.ts'
import { useWords } from '../words.ts'
import { InboxForm } from './InboxForm.tsx'

const routes = inboxRoutes.routes

/** Letting a folder go, with the way back: what lies in it stays where it is. */
export function useLetGo({ inboxId, stationId, path, typeCode, isWatched, settleSec }: InboxView): {
  letGo: () => void
  error: ProblemError | null
} {
  const say = useWords()
  const add = useAct(routes.add)
  const remove = useAct(routes.remove, () =>
    toast({
      title: say('web.radio.inbox.gone', { path }),
      onUndo: undoBy(() => add.mutateAsync({ body: { stationId, path, typeCode, isWatched, settleSec } })),
    }),
  )
  return { letGo: () => remove.mutate({ params: { inboxId } }), error: remove.error }
}

/** What can be done with an inbox besides importing. */
export function InboxMenu({ inbox, onLetGo }: { inbox: InboxView; onLetGo: () => void }) {
  const say = useWords()
  const [isChanging, setChanging] = useState(false)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button isSmall isIconOnly isWrite look="quiet" icon={IconDots}>
            {say('web.radio.inbox.more', { path: inbox.path })}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setChanging(true)}>{say('web.radio.inbox.change')}</Menu.Item>
          <Menu.Item onClick={onLetGo}>{say('web.radio.inbox.letGo')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <InboxForm stations={[]} inbox={inbox} isOpen={isChanging} onClose={() => setChanging(false)} />
    </>
  )
}
