import { useState } from 'react'
import { type GroupView, playerRoutes } from '../../../src/library/players/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { useAct } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'
import { toRelPath } from './use-players.ts'

interface MapDialogProps {
  group: GroupView
  /** The one that is meant; the first unless said. */
  libraryId?: number
  isOpen: boolean
  onClose: () => void
}

/** How the players of a group write a folder of a library. */
export function MapDialog(props: MapDialogProps) {
  const say = useWords()
  return (
    <Dialog
      title={say('web.players.map.title', { name: props.group.name })}
      isOpen={props.isOpen}
      onClose={props.onClose}
    >
      <Map {...props} />
    </Dialog>
  )
}

function Map({ group, libraryId: asked, onClose }: MapDialogProps) {
  const say = useWords()
  const { groupId, libraries } = group
  const meant = libraries.find(({ libraryId }) => libraryId === asked) ?? libraries[0]
  const [libraryId, setLibraryId] = useState(String(meant?.libraryId ?? ''))
  const [folder, setFolder] = useState('')
  const [playerPath, setPlayerPath] = useState('')
  const path = libraries.find((one) => String(one.libraryId) === libraryId)?.path ?? ''
  const add = useAct(playerRoutes.routes.addMapping, () => {
    toast({ title: say('web.players.map.done') })
    onClose()
  })
  const body = { libraryId: Number(libraryId), relPath: toRelPath(folder), playerPath: playerPath.trim() }
  return (
    <DialogForm
      act={say('web.players.map')}
      whyNot={playerPath.trim() === '' ? say('web.players.map.needs') : null}
      error={add.error}
      onSubmit={() => add.mutate({ params: { groupId }, body })}
      onClose={onClose}
    >
      <ChoiceField
        label={say('web.players.library')}
        hint={<span className="mono break">{path}</span>}
        value={libraryId}
        onChange={setLibraryId}
        options={libraries.map((one) => ({ value: String(one.libraryId), label: one.name }))}
      />
      <TextField
        label={say('web.players.folder')}
        hint={say('web.players.map.folder.hint')}
        value={folder}
        onChange={setFolder}
        isMono
        error={fieldError(add.error, '/relPath')}
      />
      <TextField
        label={say('web.players.map.path')}
        hint={say('web.players.map.path.hint')}
        placeholder="/srv/films"
        value={playerPath}
        onChange={setPlayerPath}
        isMono
        hasFocus
        error={fieldError(add.error, '/playerPath')}
      />
    </DialogForm>
  )
}
