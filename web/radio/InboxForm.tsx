import { useState } from 'react'
import { inboxRoutes, type InboxView } from '../../src/radio/hydration/contract.ts'
import type { StationView } from '../../src/radio/stations/contract.ts'
import { ProblemError } from '../api/client.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { fieldError } from '../api/field-errors.ts'
import { useAct } from '../api/use-api.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { ChoiceField, SwitchField, TextField } from '../parts/fields.tsx'
import { useWords } from '../words.ts'
import { Clash } from './Clash.tsx'
import { NO_RULES, RuleFields, rulesOf, toRules, type TypedRules, whyNotRules } from './RuleFields.tsx'
import { isClash, useChange } from './use-radio.ts'

interface InboxFormProps {
  stations: readonly StationView[]
  /** Left out to add one. */
  inbox?: InboxView
  isOpen: boolean
  onClose: () => void
}

/** A folder as the inbox of a station. */
export function InboxForm({ stations, inbox, isOpen, onClose }: InboxFormProps) {
  const say = useWords()
  return (
    <Dialog
      title={inbox === undefined ? say('web.radio.inbox.add') : say('web.radio.inbox.change')}
      isOpen={isOpen}
      onClose={onClose}
    >
      {inbox === undefined ? <Add stations={stations} onClose={onClose} /> : <Change inbox={inbox} onClose={onClose} />}
    </Dialog>
  )
}

const routes = inboxRoutes.routes
const SETTLE_SEC = 30

/** As it is typed. */
interface Typed {
  typeCode: string
  isWatched: boolean
  settleSec: string
  rules: TypedRules
}

const toBody = ({ typeCode, isWatched, settleSec, rules }: Typed) => ({
  typeCode: typeCode.trim() === '' ? null : typeCode.trim(),
  isWatched,
  settleSec: Number(settleSec),
  ...toRules(rules),
})

function Add({ stations, onClose }: Pick<InboxFormProps, 'stations' | 'onClose'>) {
  const say = useWords()
  const [stationId, setStation] = useState(String(stations[0]?.stationId ?? ''))
  const [path, setPath] = useState('')
  const [typed, setTyped] = useState<Typed>({
    typeCode: '',
    isWatched: false,
    settleSec: String(SETTLE_SEC),
    rules: NO_RULES,
  })
  const add = useAct(routes.add, onClose)
  return (
    <DialogForm
      act={say('web.radio.inbox.add')}
      whyNot={path.trim() === '' ? say('web.radio.inbox.needsFolder') : whyNotOf(say, typed)}
      error={add.error}
      onSubmit={() => add.mutate({ body: { stationId: Number(stationId), path: path.trim(), ...toBody(typed) } })}
      onClose={onClose}
    >
      {stations.length > 1 && (
        <ChoiceField
          label={say('web.radio.step.station')}
          value={stationId}
          onChange={setStation}
          options={stations.map((one) => ({ value: String(one.stationId), label: one.name }))}
        />
      )}
      <TextField
        label={say('web.radio.inbox.folder')}
        value={path}
        onChange={setPath}
        isMono
        hasFocus
        placeholder="/srv/radio/inbox"
        hint={say('web.radio.inbox.folder.hint')}
        error={withCure(add.error, '/path')}
      />
      <Fields typed={typed} error={add.error} onChange={(more) => setTyped({ ...typed, ...more })} />
    </DialogForm>
  )
}

function Change({ inbox, onClose }: { inbox: InboxView; onClose: () => void }) {
  const say = useWords()
  const [edit, setEdit] = useState<Partial<Typed>>({})
  const save = useChange(routes.change, inbox.etag, onClose)
  const typed: Typed = {
    typeCode: inbox.typeCode ?? '',
    isWatched: inbox.isWatched,
    settleSec: String(inbox.settleSec),
    rules: rulesOf(inbox),
    ...edit,
  }
  const { rules, ...facts } = edit
  const all = toBody(typed)
  const changed = Object.keys(facts) as (keyof typeof facts)[]
  const body = {
    ...Object.fromEntries(changed.map((name) => [name, all[name]])),
    ...(rules === undefined ? {} : toRules(rules)),
  }
  return (
    <DialogForm
      act={say('web.radio.save')}
      whyNot={whyNotOf(say, typed)}
      error={isClash(save.error) ? null : save.error}
      onSubmit={() => save.mutate({ params: { inboxId: inbox.inboxId }, body })}
      onClose={onClose}
    >
      <Clash error={save.error} />
      <span className="mono s12 t2 break">{inbox.path}</span>
      <Fields typed={typed} error={save.error} onChange={(more) => setEdit({ ...edit, ...more })} />
    </DialogForm>
  )
}

interface FieldsProps {
  typed: Typed
  error: Error | null
  onChange: (edit: Partial<Typed>) => void
}

function Fields({ typed, error, onChange }: FieldsProps) {
  const say = useWords()
  return (
    <>
      <TextField
        label={say('web.radio.inbox.type')}
        value={typed.typeCode}
        onChange={(typeCode) => onChange({ typeCode })}
        isMono
        placeholder="MUS"
        hint={say('web.radio.inbox.type.hint')}
        error={fieldError(error, '/typeCode')}
      />
      <TextField
        label={say('web.radio.inbox.settle')}
        value={typed.settleSec}
        onChange={(settleSec) => onChange({ settleSec })}
        isNumeric
        unit={say('web.radio.seconds')}
        hint={say('web.radio.inbox.settle.hint')}
        error={fieldError(error, '/settleSec')}
      />
      <RuleFields rules={typed.rules} error={error} onChange={(rules) => onChange({ rules })} />
      <SwitchField
        label={say(typed.isWatched ? 'web.radio.inbox.watched.on' : 'web.radio.inbox.watched.off')}
        name={say('web.radio.inbox.watched.name')}
        isOn={typed.isWatched}
        onChange={(isWatched) => onChange({ isWatched })}
      />
    </>
  )
}

const whyNotOf = (say: ReturnType<typeof useWords>, { settleSec, rules }: Typed): string | null =>
  /^\d+$/.test(settleSec.trim()) && Number(settleSec) > 0
    ? whyNotRules(say, rules)
    : say('web.radio.inbox.needsSeconds')

/** What is wrong with a field, and what to do about it: that stands nowhere else in a dialog. */
function withCure(error: Error | null, pointer: string): string | undefined {
  const wrong = fieldError(error, pointer)
  if (wrong === undefined || !(error instanceof ProblemError)) return wrong
  return [wrong, error.problem.todo].filter(Boolean).join(' ')
}
