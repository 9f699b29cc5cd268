import type { LogEditInput } from '../../../src/radio/logs/edit/contract.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { useWords } from '../../words.ts'
import { ChangeForm } from './ChangeForm.tsx'
import { TrackSearch } from './TrackSearch.tsx'
import type { Edits } from './use-edits.ts'
import type { Editor } from './use-editor.ts'

/** What is asked for an entry: another track, or when and how it is heard. */
export function EntryDialog({ editor, edits }: { editor: Editor; edits: Edits }) {
  const say = useWords()
  const { asked } = editor
  const close = () => editor.setAsked(undefined)
  const send = async (edit: LogEditInput) => {
    close()
    const done = await edits.edit(edit)
    if ('entryId' in edit && done !== undefined) editor.select(edit.entryId, true)
  }
  const title =
    asked === undefined
      ? ''
      : asked.kind === 'add'
        ? say('web.logs.add.title')
        : say(`web.logs.${asked.kind}.title`, { title: asked.entry.title })
  return (
    <Dialog title={title} isOpen={asked !== undefined} onClose={close} widthPx={520}>
      {asked?.kind === 'replace' && (
        <TrackSearch
          logId={editor.day.logId}
          lengthMs={asked.entry.lengthMs}
          typeCode={asked.entry.typeCode}
          onChoose={(trackId) => void send({ do: 'replace', entryId: asked.entry.entryId, trackId })}
        />
      )}
      {asked?.kind === 'add' && (
        <TrackSearch
          logId={editor.day.logId}
          lengthMs={asked.lengthMs}
          typeCode={null}
          onChoose={(trackId) => void send({ do: 'add', trackId, ...asked.where })}
          onNote={(note) => void send({ do: 'add', what: 'note', title: note, ...asked.where })}
        />
      )}
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
