import { IconFileUpload } from '@tabler/icons-react'
import { useId, useRef, useState, type DragEvent } from 'react'
import { planRoutes } from '../../../src/plans/contract.ts'
import { CSV_LARGEST } from '../../../src/radio/csv/contract.ts'
import { programmeCsvRoutes } from '../../../src/radio/programme/own/csv/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct } from '../../api/use-api.ts'
import { formatBytes } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords, type Say } from '../../words.ts'
import { exportAddress } from './export-address.ts'
import { ImportAnswer } from './ImportAnswer.tsx'
import styles from './programme.module.css'

interface ImportDialogProps {
  station: StationView
  isOpen: boolean
  onClose: () => void
}

/** A list from a file: tried first, then reviewed as a plan; nothing is changed here. */
export function ImportDialog({ station, isOpen, onClose }: ImportDialogProps) {
  const say = useWords()
  const [planId, setPlanId] = useState<number | null>(null)
  const discard = useAct(planRoutes.routes.discard)
  // A plan that nobody goes on to review is put away.
  const letGo = () => {
    if (planId !== null) discard.mutate({ params: { planId }, body: {} })
    setPlanId(null)
  }
  const close = () => {
    letGo()
    onClose()
  }
  return (
    <Dialog title={say('web.programme.import.title')} isOpen={isOpen} onClose={close} widthPx={620}>
      <Body stationId={station.stationId} onPlan={setPlanId} onLetGo={letGo} onClose={close} />
    </Dialog>
  )
}

interface BodyProps {
  stationId: number
  onPlan: (planId: number | null) => void
  onLetGo: () => void
  onClose: () => void
}

const KINDS = ['shows', 'episodes'] as const
type Kind = (typeof KINDS)[number]

function Body({ stationId, onPlan, onLetGo, onClose }: BodyProps) {
  const say = useWords()
  const [what, setWhat] = useState<Kind>('episodes')
  const [file, setFile] = useState<File>()
  const draft = useAct(programmeCsvRoutes.routes.draftImport, ({ planId }) => onPlan(planId))
  const begin = () => {
    onLetGo()
    setFile(undefined)
    draft.reset()
  }
  if (draft.data !== undefined && file !== undefined)
    return <ImportAnswer draft={draft.data} fileName={file.name} onAgain={begin} onClose={onClose} />
  return (
    <DialogForm
      act={say(draft.isPending ? 'web.programme.import.reading' : 'web.programme.import.try')}
      whyNot={draft.isPending ? say('web.signin.busy') : whyNotOf(say, file)}
      error={draft.error}
      onSubmit={() => file !== undefined && draft.mutate({ params: { stationId }, query: { what }, body: asCsv(file) })}
      onClose={onClose}
    >
      <span className="s13 t2">{say('web.programme.import.how')}</span>
      <span className="row">
        <span className="s12 t2" aria-hidden>
          {say('web.programme.import.what')}
        </span>
        <Segmented
          name={say('web.programme.import.what')}
          options={KINDS.map((value) => ({ value, label: say(`web.programme.import.${value}`) }))}
          value={what}
          onChange={setWhat}
        />
      </span>
      <FileDrop file={file} onFile={setFile} />
      <span className="s12 t2">
        {say(`web.programme.import.${what}.hint`)}{' '}
        <a href={exportAddress(what, stationId)} download>
          {say(`web.programme.export.${what}`)}
        </a>
      </span>
    </DialogForm>
  )
}

/** Its bytes as they are, whatever the browser takes its type for. */
const asCsv = (file: File): Blob => new Blob([file], { type: 'text/csv' })

function whyNotOf(say: Say, file: File | undefined): string | null {
  if (file === undefined) return say('web.programme.import.needsFile')
  if (file.size === 0) return say('web.programme.import.empty')
  return file.size > CSV_LARGEST ? say('web.programme.import.tooLarge', { most: formatBytes(CSV_LARGEST) }) : null
}

function FileDrop({ file, onFile }: { file: File | undefined; onFile: (file: File) => void }) {
  const say = useWords()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const over = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    const [dropped] = event.dataTransfer.files
    if (dropped !== undefined) onFile(dropped)
  }
  return (
    <div
      className={styles.drop}
      data-over={isOver || undefined}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <span className="t3">
        <Icon of={IconFileUpload} size={22} />
      </span>
      <span className="s13 break" role="status">
        {file === undefined
          ? say('web.programme.import.drop')
          : say('web.programme.import.chosen', { name: file.name, size: formatBytes(file.size) })}
      </span>
      <label className="sr-only" htmlFor={id}>
        {say('web.programme.import.file')}
      </label>
      <input
        ref={input}
        id={id}
        className="sr-only"
        type="file"
        tabIndex={-1}
        accept=".csv,.tsv,.txt,text/csv"
        onChange={(event) => {
          const [chosen] = event.currentTarget.files ?? []
          if (chosen !== undefined) onFile(chosen)
        }}
      />
      <Button isSmall onClick={() => input.current?.click()}>
        {say(file === undefined ? 'web.programme.import.choose' : 'web.programme.import.chooseOther')}
      </Button>
    </div>
  )
}
