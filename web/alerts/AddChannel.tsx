import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { alertRoutes, type AlertsView } from '../../src/alerts/contract.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { useAct } from '../api/use-api.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { useWords } from '../words.ts'

interface AddChannelProps {
  candidates: AlertsView['candidates']
  isOpen: boolean
  onClose: () => void
}

/** Makes a connection a channel; where there is none to choose, says where one is added. */
export function AddChannel({ candidates, isOpen, onClose }: AddChannelProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.alerts.addChannel')} isOpen={isOpen} onClose={onClose}>
      {candidates.length > 0 && <Choose candidates={candidates} onClose={onClose} />}
      <p className="s13 t2">
        {say(candidates.length === 0 ? 'web.alerts.noCandidate' : 'web.alerts.otherCandidate')}{' '}
        <Link to="/connections/{-$connectionId}" params={{ connectionId: undefined }}>
          {say('web.alerts.toConnections')}
        </Link>
      </p>
    </Dialog>
  )
}

function Choose({ candidates, onClose }: Omit<AddChannelProps, 'isOpen'>) {
  const say = useWords()
  const [chosen, setChosen] = useState(String(candidates[0]?.connectionId ?? ''))
  const add = useAct(alertRoutes.routes.addChannel, onClose)
  return (
    <DialogForm
      act={say('web.alerts.addChannel')}
      whyNot={null}
      error={add.error}
      onSubmit={() => add.mutate({ body: { connectionId: Number(chosen) } })}
      onClose={onClose}
    >
      <ChoiceField
        label={say('web.alerts.connection')}
        hint={say('web.alerts.connection.hint')}
        value={chosen}
        onChange={setChosen}
        options={candidates.map(({ connectionId, name, title }) => ({
          value: String(connectionId),
          label: name === title ? name : `${name} (${title})`,
        }))}
      />
    </DialogForm>
  )
}
