import { useState } from 'react'
import type { LogEditInput } from '../../../src/radio/logs/edit/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { TextField } from '../../parts/fields.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords } from '../../words.ts'
import { TrackSearch } from '../track-search/TrackSearch.tsx'
import { lengthIn, readLength, type Where } from './day-view.ts'
import type { Asked } from './use-editor.ts'

export type Added = Extract<LogEditInput, { do: 'add' }>

interface AddFormProps {
  logId: number
  asked: Extract<Asked, { kind: 'add' }>
  onAdd: (edit: Added) => void
  onClose: () => void
}

const KINDS = ['track', 'voice', 'note'] as const
const SIDES = ['before', 'after'] as const
const VOICE_MS = 20_000

/** A track, a place for a voice track, or a note; beside the entry that was chosen on the side that is asked for. */
export function AddForm({ logId, asked, onAdd, onClose }: AddFormProps) {
  const say = useWords()
  const [kind, setKind] = useState<(typeof KINDS)[number]>('track')
  const [side, setSide] = useState<(typeof SIDES)[number]>('after')
  const { beside, lengthMs } = asked
  const where: Where =
    beside === undefined ? asked.where : side === 'before' ? { before: beside.entryId } : { after: beside.entryId }
  return (
    <div className="col gap12">
      <div className="row wrap">
        <Segmented
          name={say('web.logs.add.what')}
          value={kind}
          onChange={setKind}
          options={KINDS.map((value) => ({ value, label: say(`web.logs.add.${value}`) }))}
        />
        {beside !== undefined && (
          <Segmented
            name={say('web.logs.add.side', { title: beside.title })}
            value={side}
            onChange={setSide}
            options={SIDES.map((value) => ({ value, label: say(`web.logs.add.${value}`) }))}
          />
        )}
      </div>
      {kind === 'track' && (
        <TrackSearch
          logId={logId}
          lengthMs={lengthMs}
          typeCode={null}
          onChoose={(trackId) => onAdd({ do: 'add', trackId, ...where })}
          onClose={onClose}
        />
      )}
      {kind === 'voice' && (
        <VoiceForm onClose={onClose} onAdd={(voice) => onAdd({ do: 'add', what: 'voice', ...voice, ...where })} />
      )}
      {kind === 'note' && (
        <NoteForm onClose={onClose} onAdd={(title) => onAdd({ do: 'add', what: 'note', title, ...where })} />
      )}
    </div>
  )
}

interface VoiceFormProps {
  onAdd: (voice: { title?: string; lengthMs: number; note: string }) => void
  onClose: () => void
}

/** What somebody shall speak: how long about, and what of. */
function VoiceForm({ onAdd, onClose }: VoiceFormProps) {
  const say = useWords()
  const [title, setTitle] = useState('')
  const [length, setLength] = useState(lengthIn(VOICE_MS))
  const [note, setNote] = useState('')
  const lengthMs = readLength(length) ?? 0
  const name = title.trim()
  return (
    <DialogForm
      act={say('web.logs.add.place')}
      whyNot={lengthMs === 0 ? say('web.logs.length.wrong') : null}
      error={null}
      onClose={onClose}
      onSubmit={() => onAdd({ ...(name === '' ? {} : { title: name }), lengthMs, note: note.trim() })}
    >
      <TextField
        label={say('web.logs.add.title.voice')}
        value={title}
        onChange={setTitle}
        hint={say('web.logs.add.title.voice.hint')}
        hasFocus
      />
      <TextField
        label={say('web.logs.add.length.voice')}
        value={length}
        onChange={setLength}
        hint={say('web.logs.length.hint')}
        {...(lengthMs === 0 && { error: say('web.logs.length.wrong') })}
      />
      <TextField label={say('web.logs.add.note.voice')} value={note} onChange={setNote} />
    </DialogForm>
  )
}

function NoteForm({ onAdd, onClose }: { onAdd: (text: string) => void; onClose: () => void }) {
  const say = useWords()
  const [text, setText] = useState('')
  return (
    <DialogForm
      act={say('web.logs.add.note.act')}
      whyNot={text.trim() === '' ? say('web.logs.add.note.needsText') : null}
      error={null}
      onClose={onClose}
      onSubmit={() => onAdd(text.trim())}
    >
      <TextField label={say('web.logs.add.note.text')} value={text} onChange={setText} hasFocus />
    </DialogForm>
  )
}
