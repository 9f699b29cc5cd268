import { useState } from 'react'
import type { FolderView } from '../../../src/library/scan/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { useAct, useRead } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { SwitchField, TextField } from '../../parts/fields.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { toast } from '../../parts/toast.ts'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { useWords } from '../../words.ts'
import { scans } from '../use-library.ts'

interface FolderDialogProps {
  /** Null when it is closed. */
  folderId: number | null
  onClose: () => void
}

/** Says what a folder is: every scan follows it from then on. */
export function FolderDialog({ folderId, onClose }: FolderDialogProps) {
  const say = useWords()
  const isOpen = folderId !== null
  const read = useRead(scans.getFolder, { params: { folderId: folderId ?? 0 } }, { isEnabled: isOpen })
  const folder = read.data?.folderId === folderId ? read.data : undefined
  return (
    <Dialog title={say('web.library.folder.title')} isOpen={isOpen} onClose={onClose}>
      <ReadProblem read={read} />
      {folder !== undefined && <Form key={folder.folderId} folder={folder} onClose={onClose} />}
    </Dialog>
  )
}

const ID_NAMES = ['tmdb', 'imdb', 'tvdb'] as const

function Form({ folder, onClose }: { folder: FolderView; onClose: () => void }) {
  const say = useWords()
  const { said } = folder
  const [isIgnored, setIgnored] = useState(said?.isIgnored ?? false)
  const [title, setTitle] = useState(said?.title ?? '')
  const [year, setYear] = useState(said?.year === undefined ? '' : String(said.year))
  const [ids, setIds] = useState<Readonly<Record<string, string>>>({ ...said?.ids })
  const save = useAct(scans.sayFolder, () => {
    toast({ title: say('web.library.folder.said'), detail: say('web.library.folder.said.next') })
    onClose()
  })
  const known = Object.fromEntries(Object.entries(ids).filter(([, id]) => id.trim() !== ''))
  const isYear = year === '' || /^\d{4}$/.test(year)
  return (
    <DialogForm
      act={say('web.library.folder.save')}
      whyNot={isYear ? null : say('web.library.needsNumber')}
      error={save.error}
      onSubmit={() =>
        save.mutate({
          params: { folderId: folder.folderId },
          body: {
            isIgnored: isIgnored ? true : null,
            title: title.trim() === '' ? null : title.trim(),
            year: year === '' ? null : Number(year),
            ids: Object.keys(known).length === 0 ? null : known,
          },
        })
      }
      onClose={onClose}
    >
      <span className="mono s12 break">{folder.relPath}</span>
      {folder.reason !== null && <StateLine state="failed" cause={folder.reason.text} next={folder.reason.todo} />}
      <SwitchField label={say('web.library.folder.ignore')} isOn={isIgnored} onChange={setIgnored} />
      {!isIgnored && <TitleFields {...{ title, setTitle, year, setYear, ids, setIds }} error={save.error} />}
    </DialogForm>
  )
}

interface TitleFieldsProps {
  title: string
  setTitle: (title: string) => void
  year: string
  setYear: (year: string) => void
  ids: Readonly<Record<string, string>>
  setIds: (ids: Readonly<Record<string, string>>) => void
  error: Error | null
}

function TitleFields({ title, setTitle, year, setYear, ids, setIds, error }: TitleFieldsProps) {
  const say = useWords()
  return (
    <>
      <TextField
        label={say('library.fact.title')}
        hint={say('web.library.folder.title.hint')}
        value={title}
        onChange={setTitle}
        hasFocus
        {...errorOf(fieldError(error, '/title'))}
      />
      <TextField
        label={say('web.library.year')}
        value={year}
        onChange={setYear}
        isNumeric
        {...errorOf(fieldError(error, '/year'))}
      />
      {ID_NAMES.map((name) => (
        <TextField
          key={name}
          label={say(`library.fact.${name}`)}
          value={ids[name] ?? ''}
          isMono
          onChange={(id) => setIds({ ...ids, [name]: id })}
          {...errorOf(fieldError(error, `/ids/${name}`))}
        />
      ))}
    </>
  )
}

const errorOf = (error: string | undefined) => (error === undefined ? {} : { error })
