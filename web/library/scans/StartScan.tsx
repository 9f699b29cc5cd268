import { useState } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { useAct } from '../../api/use-api.ts'
import { Dialog } from '../../parts/Dialog.tsx'
import { ChoiceField, SwitchField, TextField } from '../../parts/fields.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords } from '../../words.ts'
import { STEP_NAMES } from '../libraries/settings-draft.ts'
import { scans } from '../use-library.ts'
import { bodyOf, doesInWords, folderOf, type ScanWish, wishOf } from './scan-options.ts'
import styles from './scans.module.css'

interface StartScanProps {
  /** One of several is chosen in the dialog. */
  library: LibraryView
  libraries?: readonly LibraryView[]
  isOpen: boolean
  onClose: () => void
  onStarted: (scanId: number) => void
}

/** Begins a scan as a person wants it, and says before what it will do. */
export function StartScan({ isOpen, onClose, ...props }: StartScanProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.library.scan.start')} isOpen={isOpen} onClose={onClose} widthPx={480}>
      <Form {...props} onClose={onClose} />
    </Dialog>
  )
}

function Form({ library: first, libraries = [], onClose, onStarted }: Omit<StartScanProps, 'isOpen'>) {
  const say = useWords()
  const [libraryId, setLibrary] = useState(first.libraryId)
  const library = libraries.find((one) => one.libraryId === libraryId) ?? first
  const [wish, setWish] = useState(() => wishOf(first))
  const start = useAct(scans.start, ({ scanId }) => {
    onClose()
    onStarted(scanId)
  })
  const isNumber = wish.mostFolders === '' || /^[1-9]\d{0,6}$/.test(wish.mostFolders)
  return (
    <DialogForm
      act={say('web.library.scan.begin')}
      whyNot={isNumber ? null : say('web.library.needsNumber')}
      error={start.error}
      onSubmit={() => start.mutate({ params: { libraryId }, body: bodyOf(wish, library) })}
      onClose={onClose}
    >
      {libraries.length > 1 && (
        <ChoiceField
          label={say('web.library.column.library')}
          value={String(libraryId)}
          onChange={(id) => {
            const next = libraries.find((one) => String(one.libraryId) === id)
            if (next === undefined) return
            setLibrary(next.libraryId)
            setWish({ ...wish, steps: next.settings.steps })
          }}
          options={libraries.map((one) => ({ value: String(one.libraryId), label: one.name }))}
        />
      )}
      <TextField
        label={say('web.library.scan.folder')}
        hint={say('web.library.scan.folder.hint', { path: library.path })}
        value={wish.folder}
        onChange={(folder) => setWish({ ...wish, folder })}
        isMono
        hasFocus
        {...(start.error === null ? {} : errorOf(fieldError(start.error, '/folder')))}
      />
      <Options wish={wish} onChange={setWish} library={library} />
    </DialogForm>
  )
}

interface OptionsProps {
  wish: ScanWish
  onChange: (wish: ScanWish) => void
  library: LibraryView
}

/** What it does, and that in sentences. */
function Options({ wish, onChange, library }: OptionsProps) {
  const say = useWords()
  return (
    <>
      <Segmented
        name={say('web.library.scan.which')}
        value={wish.isFull ? 'full' : 'changed'}
        onChange={(which) => onChange({ ...wish, isFull: which === 'full' })}
        options={[
          { value: 'changed', label: say('web.library.mode.changed') },
          { value: 'full', label: say('web.library.mode.full') },
        ]}
      />
      <div className={styles.steps}>
        {STEP_NAMES.map((step) => (
          <SwitchField
            key={step}
            label={say(`web.library.step.${step}`)}
            isOn={wish.steps[step]}
            onChange={(isOn) => onChange({ ...wish, steps: { ...wish.steps, [step]: isOn } })}
          />
        ))}
      </div>
      <TextField
        label={say('web.library.scan.most')}
        hint={say('web.library.scan.most.hint')}
        value={wish.mostFolders}
        onChange={(mostFolders) => onChange({ ...wish, mostFolders })}
        isNumeric
      />
      <ul className={`${styles.does} well s12 t2`} aria-label={say('web.library.does')}>
        {doesInWords(say, { ...wish, folder: folderOf(wish.folder) }, library).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  )
}

const errorOf = (error: string | undefined) => (error === undefined ? {} : { error })
