import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { RequestOf } from '../../../src/kernel/contract.ts'
import { type GroupView, playerRoutes } from '../../../src/library/players/contract.ts'
import { call, type ProblemError } from '../../api/client.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { roomOf, useAct } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { CheckField, ChoiceField, FieldError, SwitchField, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { MemberChoice } from './MemberChoice.tsx'
import { PLAYER_KINDS, type PlayerKind, useGroups } from './use-players.ts'
import styles from './players.module.css'

const { routes } = playerRoutes
const WHILE_PLAYING = ['wait', 'skip', 'tell'] as const

interface Closing {
  isOpen: boolean
  onClose: () => void
}

interface Facts {
  name: string
  kind: PlayerKind
  whilePlaying: (typeof WHILE_PLAYING)[number]
  isEnabled: boolean
  maxMembers: number | null
  libraryIds: readonly number[]
  connectionIds: readonly number[]
}

/** What the server takes, of what the form knows. */
const bodyOf = ({ name, whilePlaying, isEnabled, maxMembers, libraryIds, connectionIds }: Facts) => ({
  name,
  whilePlaying,
  isEnabled,
  maxMembers,
  libraryIds: [...libraryIds],
  connectionIds: [...connectionIds],
})

/** A server that many watch at is not disturbed by a scan; a Kodi in the living room is. */
const startOf = (kind: PlayerKind): Pick<Facts, 'kind' | 'whilePlaying' | 'maxMembers' | 'connectionIds'> => ({
  kind,
  whilePlaying: kind === 'kodi' ? 'wait' : 'tell',
  maxMembers: kind === 'kodi' ? null : 1,
  connectionIds: [],
})

export function AddGroup({ isOpen, onClose }: Closing) {
  const say = useWords()
  return (
    <Dialog title={say('web.players.add')} isOpen={isOpen} onClose={onClose} widthPx={520}>
      <Add onClose={onClose} />
    </Dialog>
  )
}

function Add({ onClose }: { onClose: () => void }) {
  const say = useWords()
  const [facts, setFacts] = useState<Facts>({ name: '', isEnabled: true, libraryIds: [], ...startOf('kodi') })
  const add = useAct(routes.add, onClose)
  const change = (more: Partial<Facts>) => setFacts({ ...facts, ...more })
  return (
    <DialogForm
      act={say('web.players.add')}
      whyNot={facts.name.trim() === '' ? say('web.players.needsName') : null}
      error={add.error}
      onSubmit={() => add.mutate({ body: { ...bodyOf(facts), kind: facts.kind } })}
      onClose={onClose}
    >
      <ChoiceField
        label={say('web.players.kind')}
        value={facts.kind}
        onChange={(kind) => change(startOf(kind))}
        options={PLAYER_KINDS.map((value) => ({ value, label: say(`web.players.kind.${value}`) }))}
      />
      <Fields facts={facts} error={add.error} onChange={change} />
    </DialogForm>
  )
}

export function ChangeGroup({ group, isOpen, onClose }: Closing & { group: GroupView }) {
  return (
    <Dialog title={group.name} isOpen={isOpen} onClose={onClose} widthPx={520}>
      <Change group={group} onClose={onClose} />
    </Dialog>
  )
}

function Change({ group, onClose }: { group: GroupView; onClose: () => void }) {
  const say = useWords()
  const [facts, setFacts] = useState<Facts>({
    ...group,
    libraryIds: group.libraries.map(({ libraryId }) => libraryId),
    connectionIds: group.players.map(({ connectionId }) => connectionId),
  })
  const save = useChange(group, onClose)
  const change = (more: Partial<Facts>) => setFacts({ ...facts, ...more })
  return (
    <DialogForm
      act={say('web.players.save')}
      whyNot={facts.name.trim() === '' ? say('web.players.needsName') : null}
      error={save.error}
      onSubmit={() => save.mutate(bodyOf(facts))}
      onClose={onClose}
    >
      <SwitchField
        label={say(facts.isEnabled ? 'web.players.isOn' : 'web.players.isOff')}
        isOn={facts.isEnabled}
        onChange={(isEnabled) => change({ isEnabled })}
      />
      <Fields facts={facts} error={save.error} onChange={change} />
    </DialogForm>
  )
}

/** What somebody else changed meanwhile is not overwritten, but read first. */
function useChange({ groupId, etag }: GroupView, onDone: () => void) {
  const client = useQueryClient()
  return useMutation<GroupView, ProblemError, RequestOf<typeof routes.change>['body']>({
    mutationFn: (body) => call(routes.change, { params: { groupId }, body }, { ifMatch: etag }),
    onSuccess: onDone,
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => roomOf(String(queryKey[0])) === roomOf(routes.change.path),
      }),
  })
}

interface FieldsProps {
  facts: Facts
  error: Error | null
  onChange: (more: Partial<Facts>) => void
}

function Fields({ facts, error, onChange }: FieldsProps) {
  const say = useWords()
  const { name, kind, whilePlaying, maxMembers, connectionIds } = facts
  return (
    <>
      <TextField
        label={say('web.players.name')}
        hint={say('web.players.name.hint')}
        value={name}
        onChange={(next) => onChange({ name: next })}
        hasFocus
        error={fieldError(error, '/name')}
      />
      <MemberChoice kind={kind} chosen={connectionIds} onChange={(next) => onChange({ connectionIds: next })} />
      <Wrong error={error} pointer="/connectionIds" />
      <LibraryChoice facts={facts} onChange={onChange} />
      <Wrong error={error} pointer="/libraryIds" />
      <ChoiceField
        label={say('web.players.whilePlaying')}
        value={whilePlaying}
        onChange={(next) => onChange({ whilePlaying: next })}
        options={WHILE_PLAYING.map((value) => ({ value, label: say(`web.players.whilePlaying.${value}`) }))}
      />
      <TextField
        label={say('web.players.most')}
        hint={say('web.players.most.hint')}
        value={maxMembers === null ? '' : String(maxMembers)}
        onChange={(next) => onChange({ maxMembers: /^\d{1,3}$/.test(next) ? Number(next) : null })}
        isNumeric
        error={fieldError(error, '/maxMembers')}
      />
    </>
  )
}

function Wrong({ error, pointer }: { error: Error | null; pointer: string }) {
  const text = fieldError(error, pointer)
  return text === undefined ? null : <FieldError>{text}</FieldError>
}

function LibraryChoice({ facts: { libraryIds }, onChange }: Omit<FieldsProps, 'error'>) {
  const say = useWords()
  const libraries = useGroups().data?.libraries ?? []
  const turn = (libraryId: number, isOn: boolean) =>
    onChange({ libraryIds: isOn ? [...libraryIds, libraryId] : libraryIds.filter((id) => id !== libraryId) })
  return (
    <fieldset className={styles.choices}>
      <legend>{say('web.players.libraries')}</legend>
      {libraries.length === 0 && <span className="s12 t2">{say('web.players.libraries.none')}</span>}
      {libraries.map(({ libraryId, name }) => (
        <CheckField
          key={libraryId}
          label={name}
          isOn={libraryIds.includes(libraryId)}
          onChange={(isOn) => turn(libraryId, isOn)}
        />
      ))}
    </fieldset>
  )
}
