import { IconDownload, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { ClockFile, ImportedClocks } from '../../../src/radio/music/grid/contract.ts'
import { addressOf } from '../../api/client.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { DialogForm } from '../../api/DialogForm.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button, buttonClass } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { FieldError } from '../../parts/fields.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { toast } from '../../parts/toast.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { FileDrop } from '../import/FileDrop.tsx'
import styles from './clocks.module.css'
import { routes } from './use-clocks.ts'

/** All clocks of a station as a file, and a file of them brought in. */
export function ClockFiles({ stationId, hasClocks }: { stationId: number; hasClocks: boolean }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <div className={`${styles.files} row gap8 wrap`}>
      {may && (
        <Button isSmall look="quiet" isWrite icon={IconUpload} onClick={() => setOpen(true)}>
          {say('web.clocks.import')}
        </Button>
      )}
      {hasClocks && (
        <a
          href={addressOf(routes.files.export, { params: { stationId } })}
          download={`clocks-of-station-${stationId}.json`}
          className={buttonClass('quiet', true)}
        >
          <Icon of={IconDownload} size={16} />
          <span>{say('web.clocks.export')}</span>
        </a>
      )}
      <Dialog title={say('web.clocks.import.title')} isOpen={isOpen} onClose={close} widthPx={560}>
        <Import stationId={stationId} onClose={close} />
      </Dialog>
    </div>
  )
}

type Read = { kind: 'clocks'; file: ClockFile } | { kind: 'wrong' }

/** What it must have beyond its mark the server says. */
async function readClocks(file: File): Promise<Read> {
  try {
    const read = JSON.parse(await file.text()) as ClockFile | null
    return read?.patchbay === 'clocks' ? { kind: 'clocks', file: read } : { kind: 'wrong' }
  } catch {
    return { kind: 'wrong' }
  }
}

/** Tried as soon as a file is chosen; added when nothing stands in the way. */
function Import({ stationId, onClose }: { stationId: number; onClose: () => void }) {
  const say = useWords()
  const [file, setFile] = useState<File>()
  const [read, setRead] = useState<Read>()
  const dry = useAct(routes.files.import)
  const add = useAct(routes.files.import, ({ added }) => {
    toast({ title: say('web.clocks.imported', { count: added.length }) })
    onClose()
  })
  const params = { stationId }
  const choose = async (chosen: File) => {
    setFile(chosen)
    dry.reset()
    const found = await readClocks(chosen)
    setRead(found)
    if (found.kind === 'clocks') dry.mutate({ params, query: { dryRun: 'yes' }, body: found.file })
  }
  const error = add.error ?? dry.error
  const tried = read?.kind === 'clocks' ? dry.data : undefined
  const whyNot =
    tried === undefined
      ? say('web.clocks.import.needsFile')
      : tried.refused.length > 0
        ? say('web.clocks.import.refused')
        : tried.added.length === 0
          ? say('web.clocks.import.none')
          : null
  return (
    <DialogForm
      act={say('web.clocks.import.act', { count: tried?.added.length ?? 0 })}
      whyNot={add.isPending ? say('web.signin.busy') : whyNot}
      error={null}
      onClose={onClose}
      onSubmit={() => read?.kind === 'clocks' && add.mutate({ params, query: { dryRun: 'no' }, body: read.file })}
    >
      <p className="s13 t2">{say('web.clocks.import.how')}</p>
      <FileDrop
        file={file}
        accept=".json,application/json"
        hint={say('web.clocks.import.drop')}
        onFile={(chosen) => void choose(chosen)}
      />
      {read?.kind === 'wrong' && <FieldError>{say('web.clocks.import.wrong')}</FieldError>}
      {error !== null && <ProblemPanel error={error} />}
      {tried !== undefined && <WouldAdd tried={tried} />}
    </DialogForm>
  )
}

function WouldAdd({ tried: { added, refused } }: { tried: ImportedClocks }) {
  const say = useWords()
  return (
    <ul className={styles.tried} aria-label={say('web.clocks.import.list')}>
      {refused.map(({ name, problem }) => (
        <li key={`refused ${name}`} className="col gap2">
          <b>{name}</b>
          <span className="tone-bad">{problem.text}</span>
          {problem.todo !== undefined && <span className="t2">{problem.todo}</span>}
        </li>
      ))}
      {added.map(({ name, slots }) => (
        <li key={`added ${name}`} className="row">
          <b className="break">{name}</b>
          <span className="end t2">{say('web.clocks.slots', { count: slots })}</span>
        </li>
      ))}
    </ul>
  )
}
