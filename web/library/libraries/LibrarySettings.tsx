import { Link, useParams } from '@tanstack/react-router'
import { IconArrowLeft } from '@tabler/icons-react'
import { useState } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import { fieldErrorCount } from '../../api/field-errors.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { useFirstWrong } from '../../api/use-first-wrong.ts'
import { Button } from '../../parts/Button.tsx'
import { FieldError } from '../../parts/fields.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { toast } from '../../parts/toast.ts'
import { Clash } from '../../radio/Clash.tsx'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { isClash, useChange } from '../../radio/use-radio.ts'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { idOf, libraries } from '../use-library.ts'
import { holdsInWords, LibraryState } from './LibraryRow.tsx'
import { RemoveLibrary } from './RemoveLibrary.tsx'
import { changeOf, type Draft, draftOf, wrongNumber } from './settings-draft.ts'
import { ArtworkPart, GuardPart, IgnorePart, NamePart, ProviderPart, StepsPart } from './SettingsParts.tsx'
import { TaskPart } from './TaskPart.tsx'

/** All that can be said of one library. */
export function LibrarySettings() {
  const say = useWords()
  const { libraryId } = useParams({ from: '/shell/library/libraries/$libraryId' })
  const id = idOf(libraryId)
  const read = useRead(libraries.get, { params: { libraryId: id ?? 0 } }, { isEnabled: id !== undefined })
  const library = read.data
  return (
    <Page
      title={library?.name ?? say('web.nav.library.libraries')}
      subtitle={library === undefined ? undefined : <Subtitle library={library} />}
    >
      <Link to="/library/libraries" className="row s13">
        <Icon of={IconArrowLeft} />
        {say('web.nav.library.libraries')}
      </Link>
      <ReadProblem read={read} />
      {library !== undefined && <Editor key={library.libraryId} library={library} />}
    </Page>
  )
}

function Subtitle({ library }: { library: LibraryView }) {
  const say = useWords()
  return (
    <span className="row wrap">
      <LibraryState library={library} />
      <span>{holdsInWords(say, library)}</span>
      <span className="mono break">{library.path}</span>
    </span>
  )
}

function Editor({ library }: { library: LibraryView }) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const [edit, setEdit] = useState<Partial<Draft>>({})
  const former = draftOf(library)
  const draft = { ...former, ...edit }
  const change = changeOf(draft, former)
  const isSame = Object.keys(change).length === 0
  const wrong = wrongNumber(draft)
  const save = useChange(libraries.change, library.etag, () => {
    setEdit({})
    toast({ title: say('web.library.saved') })
  })
  const form = useFirstWrong<HTMLFormElement>(save.error)
  const wrongCount = fieldErrorCount(save.error)
  const parts = {
    draft,
    error: save.error,
    isLocked: !mayWrite,
    onChange: (more: Partial<Draft>) => setEdit({ ...edit, ...more }),
  }
  const whyNot = isSame
    ? say('web.library.nothingChanged')
    : wrong === undefined
      ? null
      : say('web.library.needsNumber')
  return (
    <>
      <form
        ref={form}
        className="col gap16"
        onSubmit={(event) => {
          event.preventDefault()
          if (whyNot === null) save.mutate({ params: { libraryId: library.libraryId }, body: change })
        }}
      >
        <Panel title={say('web.library.settings.what')} isLined>
          <NamePart {...parts} />
          <StepsPart {...parts} />
        </Panel>
        <Panel title={say('web.library.settings.data')} isLined>
          <ProviderPart {...parts} kind={library.kind} />
          <ArtworkPart {...parts} />
        </Panel>
        <Panel title={say('web.library.settings.folders')} isLined>
          <IgnorePart {...parts} />
          <GuardPart {...parts} />
        </Panel>
        <Panel
          title={say('web.library.settings.clock')}
          isLined
          {...(mayWrite
            ? {
                isFooterSticky: true,
                footer: (
                  <>
                    <Button look="primary" type="submit" isWrite whyNot={whyNot}>
                      {say('web.library.save')}
                    </Button>
                    {!isSame && <Button onClick={() => setEdit({})}>{say('web.library.discard')}</Button>}
                    {wrongCount > 0 && <FieldError>{say('web.field.wrongCount', { count: wrongCount })}</FieldError>}
                  </>
                ),
              }
            : {})}
        >
          {library.tasks.map((task) => (
            <TaskPart key={task.task} {...parts} library={library} task={task} />
          ))}
          <Clash error={save.error} />
          {save.error !== null && !isClash(save.error) && wrongCount === 0 && (
            <PanelBody>
              <ProblemPanel error={save.error} />
            </PanelBody>
          )}
        </Panel>
      </form>
      {mayWrite && <RemoveLibrary library={library} />}
    </>
  )
}
