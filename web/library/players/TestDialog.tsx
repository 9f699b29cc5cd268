import { useState } from 'react'
import { type GroupView, type PathTest, playerRoutes } from '../../../src/library/players/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { State } from '../../parts/states.ts'
import { useWords } from '../../words.ts'
import styles from './players.module.css'
import { toRelPath } from './use-players.ts'

interface TestDialogProps {
  group: GroupView
  isOpen: boolean
  onClose: () => void
}

/** Asks each player what it knows of a folder, and says where the path goes wrong. */
export function TestDialog(props: TestDialogProps) {
  const say = useWords()
  return (
    <Dialog
      title={say('web.players.test.title', { name: props.group.name })}
      isOpen={props.isOpen}
      onClose={props.onClose}
      widthPx={560}
    >
      <Test {...props} />
    </Dialog>
  )
}

function Test({ group: { groupId, libraries }, onClose }: TestDialogProps) {
  const say = useWords()
  const [libraryId, setLibraryId] = useState(String(libraries[0]?.libraryId ?? ''))
  const [folder, setFolder] = useState('')
  const test = useAct(playerRoutes.routes.testPath)
  const ask = () =>
    test.mutate({ params: { groupId }, body: { libraryId: Number(libraryId), relPath: toRelPath(folder) } })
  return (
    <form
      className="col gap12"
      onSubmit={(event) => {
        event.preventDefault()
        ask()
      }}
    >
      <span className="s13 t2">{say('web.players.test.text')}</span>
      <ChoiceField
        label={say('web.players.library')}
        value={libraryId}
        onChange={setLibraryId}
        options={libraries.map((one) => ({ value: String(one.libraryId), label: one.name }))}
      />
      <TextField
        label={say('web.players.folder')}
        hint={say('web.players.test.folder.hint')}
        value={folder}
        onChange={setFolder}
        isMono
        hasFocus
      />
      {test.error !== null && <ProblemPanel error={test.error} />}
      <div role="status">
        {test.isPending && <span className="s13 t2">{say('web.players.test.asks')}</span>}
        {test.data !== undefined && !test.isPending && <Result test={test.data} />}
      </div>
      <div className="row">
        <Button onClick={onClose}>{say('web.close')}</Button>
        <span className="end" />
        <Button look="primary" type="submit">
          {say('web.players.test.act')}
        </Button>
      </div>
    </form>
  )
}

const STATE_OF: Readonly<Record<PathTest['players'][number]['outcome'], State>> = {
  known: 'verified',
  'not-known': 'needsYou',
  'not-mapped': 'failed',
  'accepted-only': 'uncertain',
  failed: 'failed',
}

function Result({ test: { ourPath, players } }: { test: PathTest }) {
  const say = useWords()
  return (
    <ul className={styles.results} aria-label={say('web.players.test.result')}>
      {players.map(({ connectionId, name, outcome, text, because, playerPath, items }) => (
        <li key={connectionId} className="col gap4">
          <StateChip state={STATE_OF[outcome]} word={name} isBare />
          <span className="s13 break">{text}</span>
          {because !== null && (
            <span className="s12 t2 break">
              {because.text} {because.todo}
            </span>
          )}
          {playerPath !== null && outcome !== 'not-mapped' && (
            <span className="mono s12 break">
              {ourPath} → {playerPath}
            </span>
          )}
          {items.map(({ file }) => (
            <span key={file} className="mono s12 t2 break">
              {file}
            </span>
          ))}
          {outcome === 'not-mapped' && <span className="s12 t2">{say('web.players.test.cure')}</span>}
        </li>
      ))}
    </ul>
  )
}
