import { useNavigate } from '@tanstack/react-router'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { Panel, PanelRows } from '../../parts/Panel.tsx'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { useLibraries } from '../use-library.ts'
import { FirstSteps } from './FirstSteps.tsx'
import { LibraryForm } from './LibraryForm.tsx'
import { LibraryRow } from './LibraryRow.tsx'

/** Folders of films, series and music: each with what it holds, what is under way and when it is looked at. */
export function Libraries() {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const navigate = useNavigate()
  const read = useLibraries()
  const [isAdding, setAdding] = useState(false)
  const items = read.data?.items ?? []
  const isEmpty = read.data?.items.length === 0
  const toSettings = ({ libraryId }: LibraryView) =>
    void navigate({ to: '/library/libraries/$libraryId', params: { libraryId: String(libraryId) } })
  return (
    <Page
      title={say('web.nav.library.libraries')}
      subtitle={say('web.library.libraries.subtitle')}
      actions={
        mayWrite && items.length > 0 ? (
          <Button isWrite icon={IconPlus} onClick={() => setAdding(true)}>
            {say('web.library.add')}
          </Button>
        ) : undefined
      }
    >
      <ReadProblem read={read} />
      {isEmpty && <FirstSteps onAdded={toSettings} />}
      {items.length > 0 && (
        <Panel name={say('web.nav.library.libraries')}>
          <PanelRows>
            {items.map((library) => (
              <LibraryRow key={library.libraryId} library={library} />
            ))}
          </PanelRows>
        </Panel>
      )}
      <LibraryForm isOpen={isAdding} onClose={() => setAdding(false)} onAdded={toSettings} />
    </Page>
  )
}
