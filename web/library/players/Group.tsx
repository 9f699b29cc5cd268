import { Link } from '@tanstack/react-router'
import { IconPencil, IconPlugConnected } from '@tabler/icons-react'
import { useState } from 'react'
import { type GroupView, playerRoutes } from '../../../src/library/players/contract.ts'
import { tellingRoutes } from '../../../src/library/players/telling/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { toConnection } from '../../connections/address.ts'
import { Button } from '../../parts/Button.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { State } from '../../parts/states.ts'
import { toast } from '../../parts/toast.ts'
import { TypedConfirm } from '../../parts/TypedConfirm.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { ChangeGroup } from './GroupForm.tsx'
import { Libraries } from './Libraries.tsx'
import styles from './players.module.css'
import { TestDialog } from './TestDialog.tsx'
import { usePlayerConnections } from './use-players.ts'

/** Players that share one list: who is told, of what, and at which path. */
export function Group({ group }: { group: GroupView }) {
  const say = useWords()
  const { name, title, isEnabled, whilePlaying, waiting, failed } = group
  return (
    <Panel
      title={name}
      aside={`${title} · ${say(`web.players.while.${whilePlaying}`)}`}
      isLined
      actions={<Acts group={group} />}
    >
      <div className={styles.group}>
        <div className="col gap4">
          <h3 className="s12 t3">{say('web.players.tried')}</h3>
          <Members group={group} />
          <Counts {...{ isEnabled, waiting, failed }} />
          {failed > 0 && <Again group={group} />}
        </div>
        <Libraries group={group} />
      </div>
    </Panel>
  )
}

const HEALTH: Readonly<Record<'untested' | 'well' | 'failing' | 'off', State>> = {
  untested: 'ready',
  well: 'done',
  failing: 'failed',
  off: 'off',
}

function Members({ group: { players } }: { group: GroupView }) {
  const say = useWords()
  const connections = usePlayerConnections()
  if (players.length === 0) return <span className="s13 t2">{say('web.players.noPlayer')}</span>
  return (
    <ol className={styles.members}>
      {players.map(({ connectionId, name }) => {
        const state = connections.find((one) => one.connectionId === connectionId)?.state ?? 'untested'
        return (
          <li key={connectionId}>
            <Link {...toConnection(connectionId)} className="break">
              {name}
            </Link>
            <StateChip state={HEALTH[state]} word={say(`web.players.health.${state}`)} isBare />
          </li>
        )
      })}
    </ol>
  )
}

function Counts({ isEnabled, waiting, failed }: Pick<GroupView, 'isEnabled' | 'waiting' | 'failed'>) {
  const say = useWords()
  return (
    <span className="row gap4 wrap">
      {!isEnabled && <StateChip state="off" word={say('web.players.isOff')} isBare />}
      {waiting > 0 && <StateChip state="waiting" word={say('web.players.waiting', { count: waiting })} isBare />}
      {failed > 0 && <StateChip state="failed" word={say('web.players.failed', { count: failed })} isBare />}
    </span>
  )
}

function Again({ group: { groupId } }: { group: GroupView }) {
  const say = useWords()
  const mayTell = useMay('jobs:write')
  const again = useAct(tellingRoutes.routes.again, ({ count }) =>
    toast({ title: say('web.players.again.done', { count }) }),
  )
  if (!mayTell) return null
  return (
    <>
      <span>
        <Button isSmall isWrite onClick={() => again.mutate({ params: { groupId }, body: {} })}>
          {say('web.players.again')}
        </Button>
      </span>
      {again.error !== null && <ProblemPanel error={again.error} />}
    </>
  )
}

function Acts({ group }: { group: GroupView }) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const mayTest = useMay('jobs:write')
  const [open, setOpen] = useState<'test' | 'change' | null>(null)
  const close = () => setOpen(null)
  const whyNot = group.players.length === 0 || group.libraries.length === 0 ? say('web.players.test.needs') : null
  return (
    <>
      {mayTest && (
        <Button isSmall icon={IconPlugConnected} whyNot={whyNot} onClick={() => setOpen('test')}>
          {say('web.players.test')}
        </Button>
      )}
      {mayWrite && (
        <>
          <Button isSmall icon={IconPencil} onClick={() => setOpen('change')}>
            {say('web.players.change')}
          </Button>
          <Remove group={group} />
        </>
      )}
      <TestDialog group={group} isOpen={open === 'test'} onClose={close} />
      <ChangeGroup group={group} isOpen={open === 'change'} onClose={close} />
    </>
  )
}

function Remove({ group: { groupId, name } }: { group: GroupView }) {
  const say = useWords()
  const [isAsking, setAsking] = useState(false)
  const remove = useAct(playerRoutes.routes.remove, () => toast({ title: say('web.players.removed', { name }) }))
  return (
    <>
      <Button isSmall look="danger" isWrite onClick={() => setAsking(true)}>
        {say('web.players.remove')}
      </Button>
      {remove.error !== null && <ProblemPanel error={remove.error} />}
      <TypedConfirm
        isOpen={isAsking}
        title={say('web.players.remove.title', { name })}
        text={say('web.players.remove.text')}
        count={1}
        keepLabel={say('web.players.remove.keep')}
        actLabel={say('web.players.remove.act')}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          remove.mutate({ params: { groupId } })
        }}
      />
    </>
  )
}
