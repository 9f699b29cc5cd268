import { useState } from 'react'
import { accessRoutes } from '../../src/access/contract.ts'
import type { Scope } from '../../src/kernel/contract.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { useAct } from '../api/use-api.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { CheckField, TextField } from '../parts/fields.tsx'
import { fieldError } from '../api/field-errors.ts'
import { useWords, type Say } from '../words.ts'
import styles from './People.module.css'

interface KeyFormProps {
  isOpen: boolean
  scopes: readonly Scope[]
  onClose: () => void
  onMade: (key: string) => void
}

/** What a key is for, what it may do, and when it ends. */
export function KeyForm({ isOpen, ...props }: KeyFormProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.keys.make')} isOpen={isOpen} onClose={props.onClose}>
      <Form {...props} />
    </Dialog>
  )
}

function Form({ scopes, onClose, onMade }: Omit<KeyFormProps, 'isOpen'>) {
  const say = useWords()
  const [name, setName] = useState('')
  const [days, setDays] = useState('')
  const [chosen, setChosen] = useState<readonly Scope[]>(['read'])
  const make = useAct(accessRoutes.routes.makeKey, (made) => {
    onMade(made.key)
    onClose()
  })
  const whyNot = whyNotYet(say, { name, chosen, days })
  return (
    <DialogForm
      act={say('web.keys.make')}
      whyNot={whyNot}
      error={make.error}
      onSubmit={() =>
        make.mutate({
          body: { name: name.trim(), scopes: [...chosen], expiresInDays: days === '' ? null : Number(days) },
        })
      }
      onClose={onClose}
    >
      <TextField
        label={say('web.keys.name')}
        value={name}
        onChange={setName}
        hasFocus
        hint={say('web.keys.name.hint')}
        error={fieldError(make.error, '/name')}
      />
      <fieldset className={styles.scopes}>
        <legend>{say('web.keys.may')}</legend>
        {scopes.map((scope) => (
          <CheckField
            key={scope}
            label={say(`web.scope.${scope}`)}
            isOn={chosen.includes(scope)}
            onChange={(isOn) => setChosen(isOn ? [...chosen, scope] : chosen.filter((one) => one !== scope))}
          />
        ))}
      </fieldset>
      <TextField
        label={say('web.keys.endsIn')}
        value={days}
        onChange={setDays}
        isNumeric
        unit={say('web.unit.days')}
        hint={say('web.keys.endsIn.hint')}
        error={fieldError(make.error, '/expiresInDays')}
      />
    </DialogForm>
  )
}

function whyNotYet(
  say: Say,
  { name, chosen, days }: { name: string; chosen: readonly Scope[]; days: string },
): string | null {
  if (name.trim() === '') return say('web.keys.needsName')
  if (chosen.length === 0) return say('web.keys.needsScope')
  return days === '' || /^\d+$/.test(days) ? null : say('web.keys.needsDays')
}
