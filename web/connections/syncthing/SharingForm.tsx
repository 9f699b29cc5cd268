import { useState } from 'react'
import { syncSetUpRoutes, type ServiceView } from '../../../src/archive/syncing/set-up/contract.ts'
import { fieldError } from '../../api/field-errors.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { useOpenPlan } from './use-plan-act.ts'

const OTHER = 'other'
const FOLDER = 'patchbay-batches'

/** Pairs a device and shares the folder of the batches with it, as a plan. */
export function SharingForm({ service }: { service: ServiceView }) {
  const say = useWords()
  const { connectionId, devices, asking } = service
  const [chosen, setChosen] = useState([...asking, ...devices][0]?.deviceId ?? OTHER)
  const [typed, setTyped] = useState('')
  const [name, setName] = useState('')
  const [folderId, setFolderId] = useState(FOLDER)
  const plan = useAct(syncSetUpRoutes.routes.planSharing, useOpenPlan())
  const deviceId = chosen === OTHER ? typed.trim() : chosen
  const asks = asking.find((one) => one.deviceId === chosen)
  const wrong = fieldError(plan.error, '/deviceId')
  const submit = () =>
    plan.mutate({
      params: { connectionId },
      body: { deviceId, folderId, name: name.trim() || (asks?.name ?? '') },
    })
  return (
    <form
      className="col gap12"
      onSubmit={(event) => {
        event.preventDefault()
        if (deviceId !== '') submit()
      }}
    >
      <PeerChoice service={service} chosen={chosen} onChoose={setChosen} />
      {chosen === OTHER && (
        <OtherDevice deviceId={typed} onType={setTyped} name={name} onName={setName} wrong={wrong} />
      )}
      <TextField
        label={say('web.connections.syncthing.folderId')}
        hint={say('web.connections.syncthing.folder.hint')}
        value={folderId}
        onChange={setFolderId}
      />
      {plan.error !== null && wrong === undefined && <ProblemPanel error={plan.error} />}
      <div className="row">
        <Button
          type="submit"
          look="primary"
          isWrite
          whyNot={
            deviceId === '' ? say('web.connections.needs', { label: say('web.connections.syncthing.deviceId') }) : null
          }
        >
          {say('web.connections.syncthing.planSharing')}
        </Button>
      </div>
    </form>
  )
}

interface OtherDeviceProps {
  deviceId: string
  onType: (deviceId: string) => void
  name: string
  onName: (name: string) => void
  wrong: string | undefined
}

/** One that Syncthing does not know yet. */
function OtherDevice({ deviceId, onType, name, onName, wrong }: OtherDeviceProps) {
  const say = useWords()
  return (
    <>
      <TextField
        label={say('web.connections.syncthing.deviceId')}
        hint={say('web.connections.syncthing.deviceId.hint')}
        value={deviceId}
        onChange={onType}
        {...(wrong === undefined ? {} : { error: wrong })}
      />
      <TextField
        label={say('web.connections.syncthing.peerName')}
        hint={say('web.connections.syncthing.peerName.hint')}
        value={name}
        onChange={onName}
      />
    </>
  )
}

interface PeerChoiceProps {
  service: ServiceView
  chosen: string
  onChoose: (deviceId: string) => void
}

/** Who asks to be let in comes first. */
function PeerChoice({ service: { asking, devices }, chosen, onChoose }: PeerChoiceProps) {
  const say = useWords()
  return (
    <ChoiceField
      label={say('web.connections.syncthing.peer')}
      hint={say('web.connections.syncthing.peer.hint')}
      value={chosen}
      onChange={onChoose}
      options={[
        ...asking.map((one) => ({
          value: one.deviceId,
          label: say('web.connections.syncthing.asks', { device: one.name || one.deviceId.slice(0, 7) }),
        })),
        ...devices.map((one) => ({ value: one.deviceId, label: one.name || one.deviceId.slice(0, 7) })),
        { value: OTHER, label: say('web.connections.syncthing.other') },
      ]}
    />
  )
}
