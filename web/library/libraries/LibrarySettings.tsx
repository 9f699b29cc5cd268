import { Link, useParams } from '@tanstack/react-router'
import { IconArrowLeft } from '@tabler/icons-react'
import { useState } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import type { ProblemError } from '../../api/client.ts'
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
import {
  ArtworkPart,
  GuardPart,
  IgnorePart,
  NamePart,
  type PartProps,
  ProviderPart,
  StepsPart,
} from './SettingsParts.tsx'
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
  const { draft, change, edit, discard, save } = useDraft(library)
  const isSame = Object.keys(change).length === 0
  const form = useFirstWrong<HTMLFormElement>(save.error)
  const parts: PartProps = { draft, error: save.error, isLocked: !mayWrite, onChange: edit }
  const isNumber = wrongNumber(draft) === undefined
  const whyNot = isSame ? say('web.library.nothingChanged') : isNumber ? null : say('web.library.needsNumber')
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
                footer: <Foot whyNot={whyNot} error={save.error} {...(isSame ? {} : { onDiscard: discard })} />,
              }
            : {})}
        >
          {library.tasks.map((task) => (
            <TaskPart key={task.task} {...parts} library={library} task={task} />
          ))}
          <Failed error={save.error} />
        </Panel>
      </form>
      {mayWrite && <RemoveLibrary library={library} />}
    </>
  )
}

/** What was typed and what of it differs from what stands. */
function useDraft(library: LibraryView) {
  const say = useWords()
  const [edits, setEdits] = useState<Partial<Draft>>({})
  const former = draftOf(library)
  const draft = { ...former, ...edits }
  const save = useChange(libraries.change, library.etag, () => {
    setEdits({})
    toast({ title: say('web.library.saved') })
  })
  return {
    draft,
    change: changeOf(draft, former),
    edit: (more: Partial<Draft>) => setEdits({ ...edits, ...more }),
    discard: () => setEdits({}),
    save,
  }
}

interface FootProps {
  whyNot: string | null
  error: Error | null
  onDiscard?: () => void
}

function Foot({ whyNot, error, onDiscard }: FootProps) {
  const say = useWords()
  const wrong = fieldErrorCount(error)
  return (
    <>
      <Button look="primary" type="submit" isWrite whyNot={whyNot}>
        {say('web.library.save')}
      </Button>
      {onDiscard !== undefined && <Button onClick={onDiscard}>{say('web.library.discard')}</Button>}
      {wrong > 0 && <FieldError>{say('web.field.wrongCount', { count: wrong })}</FieldError>}
    </>
  )
}

/** What went wrong and is of no field. */
function Failed({ error }: { error: ProblemError | null }) {
  return (
    <>
      <Clash error={error} />
      {error !== null && !isClash(error) && fieldErrorCount(error) === 0 && (
        <PanelBody>
          <ProblemPanel error={error} />
        </PanelBody>
      )}
    </>
  )
}
