import { useEffect, useEffectEvent, useState } from 'react'
import { incomingRoutes, type TriedFolder } from '../../../src/library/incoming/contract.ts'
import type { SourceView } from '../../../src/webhooks/contract.ts'
import { fieldError } from '../../api/field-errors.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { toast } from '../../parts/toast.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { useLibraries } from '../use-library.ts'
import styles from './webhooks.module.css'

const { routes } = incomingRoutes

export interface MeantFolder {
  sourceId: number | undefined
  /** As the sender calls it; empty where the address names none. */
  folder: string
}

/** A path of a sender: where it is here; and where nothing knows it, what could be said. */
export function TryFolder({ senders, meant }: { senders: readonly SourceView[]; meant: MeantFolder }) {
  const say = useWords()
  const first = senders.find(({ sourceId }) => sourceId === meant.sourceId) ?? senders[0]
  const [sourceId, setSource] = useState(String(first?.sourceId ?? ''))
  const [folder, setFolder] = useState(meant.folder)
  const tried = useAct(routes.tryFolder)
  const look = () => tried.mutate({ body: { sourceId: Number(sourceId), folder: folder.trim() } })
  const lookAtOnce = useEffectEvent(() => {
    if (meant.folder !== '') look()
  })
  useEffect(() => lookAtOnce(), [])
  const wrong = fieldError(tried.error, '/folder')
  return (
    <div className="col gap12">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (folder.trim() !== '') look()
        }}
      >
        <ChoiceField
          label={say('web.webhooks.sender')}
          value={sourceId}
          onChange={setSource}
          options={senders.map((one) => ({ value: String(one.sourceId), label: one.name }))}
        />
        <TextField
          label={say('web.library.folders.path')}
          placeholder="/movies/Heat (1995)"
          value={folder}
          onChange={setFolder}
          isMono
          {...(wrong === undefined ? {} : { error: wrong })}
        />
        <Button type="submit" whyNot={folder.trim() === '' ? say('web.library.folders.needsPath') : null}>
          {say('web.library.folders.try')}
        </Button>
      </form>
      {tried.error !== null && wrong === undefined && <ProblemPanel error={tried.error} />}
      {tried.data !== undefined && <Found tried={tried.data} sourceId={Number(sourceId)} onSaid={look} />}
    </div>
  )
}

function Found({ tried, sourceId, onSaid }: { tried: TriedFolder; sourceId: number; onSaid: () => void }) {
  const say = useWords()
  const { found, folder } = tried
  return (
    <div className={`${styles.told} well`} role="status">
      {found === null ? (
        <StateLine
          state="needsYou"
          word={say('web.library.folders.nowhere')}
          cause={say('web.library.folders.nowhere.why')}
        />
      ) : (
        <>
          <StateLine
            state={found.isThere ? 'done' : 'uncertain'}
            word={say('web.library.folders.isIn', { library: found.libraryName })}
            cause={say(found.isThere ? `web.library.folders.by.${found.by}` : 'web.library.folders.notThere')}
          />
          <span className="mono s12 break">{found.path}</span>
        </>
      )}
      {(found === null || !found.isThere) && <Say tried={tried} sourceId={sourceId} folder={folder} onSaid={onSaid} />}
    </div>
  )
}

interface SayProps {
  tried: TriedFolder
  sourceId: number
  folder: string
  onSaid: () => void
}

/** What the sender's folder is here: one of the proposals, or any other. */
function Say({ tried, sourceId, folder, onSaid }: SayProps) {
  const say = useWords()
  const may = useMay('config:write')
  const libraries = useLibraries().data?.items ?? []
  const [told, setTold] = useState(parentOf(folder))
  const [libraryId, setLibrary] = useState('')
  const put = useAct(routes.sayFolder, ({ toldFolder, libraryName }) => {
    toast({ title: say('web.library.folders.nowIs', { folder: toldFolder, library: libraryName }) })
    onSaid()
  })
  if (!may) return <span className="s12 t2">{say('web.library.folders.notYou')}</span>
  const chosen = libraryId === '' ? String(libraries[0]?.libraryId ?? '') : libraryId
  return (
    <>
      <span className="row gap4 wrap">
        {tried.proposals.map(({ toldFolder, libraryId: id, libraryName }, at) => (
          <Button
            key={`${toldFolder} ${id}`}
            isSmall
            isWrite
            look={at === 0 ? 'primary' : 'plain'}
            onClick={() => put.mutate({ body: { sourceId, toldFolder, libraryId: id } })}
          >
            {say('web.library.folders.propose', { folder: toldFolder, library: libraryName })}
          </Button>
        ))}
      </span>
      <div className={styles.form}>
        <ChoiceField
          label={say('web.library.column.library')}
          value={chosen}
          onChange={setLibrary}
          options={libraries.map((one) => ({ value: String(one.libraryId), label: one.name }))}
        />
        <TextField
          label={say('web.library.folders.told')}
          hint={say('web.library.folders.told.hint')}
          value={told}
          onChange={setTold}
          isMono
          {...errorOf(fieldError(put.error, '/toldFolder'))}
        />
        <Button
          isWrite
          whyNot={told.trim() === '' || chosen === '' ? say('web.library.folders.needsPath') : null}
          onClick={() => put.mutate({ body: { sourceId, toldFolder: told.trim(), libraryId: Number(chosen) } })}
        >
          {say('web.library.folders.say')}
        </Button>
      </div>
      {put.error !== null && fieldError(put.error, '/toldFolder') === undefined && <ProblemPanel error={put.error} />}
    </>
  )
}

const errorOf = (error: string | undefined) => (error === undefined ? {} : { error })

/** The folder above a title's folder, in the form of the sender's system. */
export function parentOf(path: string): string {
  const trimmed = path.replace(/[\\/]+$/, '')
  const at = Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\'))
  return at <= 0 ? trimmed : trimmed.slice(0, at)
}
