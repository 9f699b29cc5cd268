import type { LogEditInput } from '../../../src/radio/logs/edit/contract.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { useWords, type Say } from '../../words.ts'
import { TrackSearch } from '../track-search/TrackSearch.tsx'
import { type Added, AddForm } from './AddForm.tsx'
import { ChangeForm } from './ChangeForm.tsx'
import { lengthIn } from './day-view.ts'
import { titleOf } from './detail.ts'
import { FillGap } from './FillGap.tsx'
import type { Edits } from './use-edits.ts'
import type { Asked, Editor } from './use-editor.ts'

/** What is asked for an entry or a silence: a track, when and how it is heard, or from where it is filled. */
export function EntryDialog({ editor, edits }: { editor: Editor; edits: Edits }) {
  const say = useWords()
  const { asked } = editor
  const close = () => editor.setAsked(undefined)
  const send = async (edit: LogEditInput) => {
    close()
    const done = await edits.edit(edit)
    if ('entryId' in edit && done !== undefined) editor.select(edit.entryId, true)
  }
  const add = async (edit: Added) => {
    close()
    const known = new Set(editor.day.entries.map(({ entryId }) => entryId))
    const done = await edits.edit(edit)
    const added = done?.entries.find(({ entryId }) => !known.has(entryId))
    if (added !== undefined) editor.select(added.entryId, true)
  }
  return (
    <Dialog title={headOf(say, asked)} isOpen={asked !== undefined} onClose={close} widthPx={560}>
      {asked?.kind === 'replace' && (
        <TrackSearch
          logId={editor.day.logId}
          lengthMs={asked.entry.lengthMs}
          typeCode={asked.entry.typeCode}
          onChoose={(trackId) => void send({ do: 'replace', entryId: asked.entry.entryId, trackId })}
          onClose={close}
        />
      )}
      {asked?.kind === 'add' && (
        <AddForm logId={editor.day.logId} asked={asked} onAdd={(edit) => void add(edit)} onClose={close} />
      )}
      {asked?.kind === 'fill' && <FillGap gap={asked.gap} {...{ editor, edits }} onClose={close} />}
      {asked?.kind === 'change' && (
        <ChangeForm
          entry={asked.entry}
          onClose={close}
          onSend={(change) => void send({ do: 'change', entryId: asked.entry.entryId, ...change })}
        />
      )}
    </Dialog>
  )
}

function headOf(say: Say, asked: Asked | undefined): string {
  if (asked === undefined) return ''
  if (asked.kind === 'add') return say('web.logs.add.title')
  if (asked.kind === 'fill') return say('web.logs.fillFrom.title', { time: lengthIn(asked.gap.lengthMs) })
  return say(`web.logs.${asked.kind}.title`, { title: titleOf(say, asked.entry) })
}
