import { useState } from 'react'
import { syncSetUpRoutes, type ServiceView } from '../../../src/archive/syncing/set-up/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { SwitchField, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { useOpenPlan } from './use-plan-act.ts'

const split = (text: string): string[] =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')

/** Where its screen and its exchange of files shall listen: a plan says first what that exposes. */
export function ListenersForm({ service }: { service: ServiceView }) {
  const say = useWords()
  const { screen, listeners, connectionId } = service
  const [address, setAddress] = useState(screen.address)
  const [hasTls, setHasTls] = useState(screen.hasTls)
  const [heard, setHeard] = useState(listeners.configured.join(', '))
  const plan = useAct(syncSetUpRoutes.routes.planListeners, useOpenPlan())
  const isMoved = address !== screen.address || hasTls !== screen.hasTls
  const isHeardElsewhere = heard !== listeners.configured.join(', ')
  const submit = () =>
    plan.mutate({
      params: { connectionId },
      body: {
        ...(isMoved ? { screen: { address, hasTls } } : {}),
        ...(isHeardElsewhere ? { listeners: split(heard) } : {}),
      },
    })
  return (
    <form
      className="col gap12"
      onSubmit={(event) => {
        event.preventDefault()
        if (isMoved || isHeardElsewhere) submit()
      }}
    >
      <TextField
        label={say('web.connections.syncthing.screen')}
        hint={say('web.connections.syncthing.screen.hint')}
        value={address}
        onChange={setAddress}
      />
      <SwitchField label={say('web.connections.syncthing.tls')} isOn={hasTls} onChange={setHasTls} />
      <TextField
        label={say('web.connections.syncthing.configured')}
        hint={say('web.connections.syncthing.configured.hint')}
        value={heard}
        onChange={setHeard}
      />
      {plan.error !== null && <ProblemPanel error={plan.error} />}
      <div className="row">
        <Button type="submit" isWrite whyNot={isMoved || isHeardElsewhere ? null : say('web.config.noChange')}>
          {say('web.connections.syncthing.planListeners')}
        </Button>
      </div>
    </form>
  )
}
