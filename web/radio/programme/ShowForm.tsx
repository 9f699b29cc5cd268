import { useState } from 'react'
import type { OwnShowView } from '../../../src/radio/programme/own/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { useAct } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { TextAreaField, TextField } from '../../parts/fields.tsx'
import { useWords, type Say } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { isClash, useChange } from '../use-radio.ts'
import { showRoutes } from './use-programme.ts'

interface Draft {
  title: string
  hosts: string
  description: string
  /** Digits; empty until the playout knows it. */
  playoutShowId: string
}

const EMPTY: Draft = { title: '', hosts: '', description: '', playoutShowId: '' }

interface AddShowProps {
  stationId: number
  isOpen: boolean
  onAdded: (show: OwnShowView) => void
  onClose: () => void
}

/** A new show. */
export function AddShow({ isOpen, ...props }: AddShowProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.programme.addShow')} isOpen={isOpen} onClose={props.onClose} widthPx={480}>
      <Add {...props} />
    </Dialog>
  )
}

function Add({ stationId, onAdded, onClose }: Omit<AddShowProps, 'isOpen'>) {
  const say = useWords()
  const [draft, setDraft] = useState(EMPTY)
  const add = useAct(showRoutes.add, onAdded)
  return (
    <DialogForm
      act={say('web.programme.addShow')}
      whyNot={whyNotOf(say, draft)}
      error={add.error}
      onSubmit={() => add.mutate({ params: { stationId }, body: { ...draft, ...numbered(draft) } })}
      onClose={onClose}
    >
      <Fields draft={draft} error={add.error} onChange={(more) => setDraft({ ...draft, ...more })} />
    </DialogForm>
  )
}

/** What a show is called, who makes it, and what it is about. */
export function ChangeShow({ show, isOpen, onClose }: { show: OwnShowView; isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog title={show.title} isOpen={isOpen} onClose={onClose} widthPx={480}>
      <Change show={show} onClose={onClose} />
    </Dialog>
  )
}

function Change({ show, onClose }: { show: OwnShowView; onClose: () => void }) {
  const say = useWords()
  const [edit, setEdit] = useState<Partial<Draft>>({})
  const save = useChange(showRoutes.change, show.etag, onClose)
  const { title, hosts, description, playoutShowId } = show
  const draft: Draft = { title, hosts, description, playoutShowId: String(playoutShowId ?? ''), ...edit }
  return (
    <DialogForm
      act={say('web.radio.save')}
      whyNot={whyNotOf(say, draft)}
      error={isClash(save.error) ? null : save.error}
      onSubmit={() =>
        save.mutate({
          params: { showId: show.showId },
          body: { ...withoutNumber(edit), ...(edit.playoutShowId === undefined ? {} : numbered(draft)) },
        })
      }
      onClose={onClose}
    >
      <Clash error={save.error} />
      <Fields draft={draft} error={save.error} onChange={(more) => setEdit({ ...edit, ...more })} />
    </DialogForm>
  )
}

const numbered = ({ playoutShowId }: Draft) => ({
  playoutShowId: playoutShowId.trim() === '' ? null : Number(playoutShowId),
})

function withoutNumber(edit: Partial<Draft>): Omit<Partial<Draft>, 'playoutShowId'> {
  const { playoutShowId: _, ...others } = edit
  return others
}

function whyNotOf(say: Say, { title, playoutShowId }: Draft): string | null {
  if (title.trim() === '') return say('web.programme.needsTitle')
  return /^([1-9]\d*)?$/.test(playoutShowId.trim()) ? null : say('web.programme.playoutShow.error')
}

interface FieldsProps {
  draft: Draft
  error: Error | null
  onChange: (edit: Partial<Draft>) => void
}

function Fields({ draft, error, onChange }: FieldsProps) {
  const say = useWords()
  return (
    <>
      <TextField
        label={say('web.programme.title')}
        value={draft.title}
        onChange={(title) => onChange({ title })}
        hasFocus
        error={fieldError(error, '/title')}
      />
      <TextField
        label={say('web.programme.hosts')}
        value={draft.hosts}
        onChange={(hosts) => onChange({ hosts })}
        error={fieldError(error, '/hosts')}
      />
      <TextAreaField
        label={say('web.programme.description')}
        value={draft.description}
        onChange={(description) => onChange({ description })}
        rows={4}
        error={fieldError(error, '/description')}
      />
      <TextField
        label={say('web.programme.playoutShow')}
        value={draft.playoutShowId}
        onChange={(playoutShowId) => onChange({ playoutShowId })}
        isNumeric
        hint={say('web.programme.playoutShow.hint')}
        error={fieldError(error, '/playoutShowId')}
      />
    </>
  )
}
