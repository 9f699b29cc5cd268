import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconAlertTriangle } from '@tabler/icons-react'
import { connectionRoutes, type ConnectionView, type ConnectorView } from '../../src/connections/contract.ts'
import { call, type ProblemError } from '../api/client.ts'
import { fieldErrorCount } from '../api/field-errors.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useFirstWrong } from '../api/use-first-wrong.ts'
import { Banner } from '../parts/Banner.tsx'
import { Panel } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { toast } from '../parts/toast.ts'
import { useNow } from '../parts/use-now.ts'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { lookNow } from './connection-look.ts'
import { ConnectionForm, missingIn } from './ConnectionForm.tsx'
import { Cure } from './Cure.tsx'
import { keepInList } from './known-list.ts'
import { failureIn, Ladder } from './Ladder.tsx'
import { RemoveConnection } from './RemoveConnection.tsx'
import { SaveBar } from './SaveBar.tsx'
import {
  secretsGiven,
  useConnectionDraft,
  type ConnectionDraft,
  type Draft,
  type Shelf,
} from './use-connection-draft.ts'
import { outcomeOf, useDraftTest, useSavedTest, whatIsTested } from './use-tests.ts'

const routes = connectionRoutes.routes
const VERSION_CHANGED = 412

interface ConnectionPanelProps {
  view: ConnectionView
  connector: ConnectorView
  shelf: Shelf
}

/** One connection: its form, and its last test from the name to the rights. */
export function ConnectionPanel({ view, connector, shelf }: ConnectionPanelProps) {
  const say = useWords()
  const mayWrite = useMay('secrets:write')
  const { edit, tests, save } = useEditing(view, shelf)
  const error = save.error ?? tests.fieldError
  const form = useFirstWrong<HTMLFormElement>(error)
  const missing = missingIn(edit, connector, say('web.connections.name'))
  const incomplete = missing === undefined ? null : say('web.connections.needs', { label: missing })
  const failure = mayWrite && view.origin === 'person' ? failureIn(tests.shown.test) : undefined
  return (
    <Panel title={view.name} isLined actions={<Chip view={view} />}>
      {isOutdated(save.error) && (
        <Banner tone="warn" icon={IconAlertTriangle}>
          {say('web.config.savedMeanwhile')}
        </Banner>
      )}
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (edit.changed.length > 0 && incomplete === null && !save.isPending) save.mutate(edit.draft)
        }}
      >
        <ConnectionForm
          connector={connector}
          edit={edit}
          error={error}
          isFromEnvironment={view.origin === 'environment'}
          isLocked={!mayWrite}
        />
        {mayWrite && (
          <Saves
            {...{ view, edit, shelf, incomplete }}
            error={isOutdated(save.error) ? null : error}
            tested={tests.ofForm}
          />
        )}
      </form>
      {tests.problem !== null && (
        <div className="pad">
          <ProblemPanel error={tests.problem} />
        </div>
      )}
      <Ladder
        {...tests.shown}
        isTesting={tests.isTesting}
        onTest={tests.start}
        whyNot={incomplete}
        cure={failure && <Cure failure={failure} connector={connector} edit={edit} form={form} />}
      />
    </Panel>
  )
}

/** What is in the form, its test, and the act that saves it. */
function useEditing(view: ConnectionView, shelf: Shelf) {
  const own = useConnectionDraft(view, { shelf, id: String(view.connectionId) })
  const tests = useTests(view, own)
  const save = useSave(view, { edit: own, onSaved: tests.afterSave })
  const edit: ConnectionDraft = {
    ...own,
    change(next) {
      save.reset()
      own.change(next)
    },
    discard() {
      save.reset()
      tests.forget()
      own.discard()
    },
  }
  return { edit, tests, save }
}

const isOutdated = (error: ProblemError | null): boolean => error?.problem.status === VERSION_CHANGED

interface SavesProps {
  view: ConnectionView
  edit: ConnectionDraft
  shelf: Shelf
  incomplete: string | null
  error: Error | null
  tested: 'well' | 'failed' | 'not'
}

function Saves({ view, edit, shelf, incomplete, error, tested }: SavesProps) {
  const say = useWords()
  const count = edit.changed.length
  const isTestable = edit.changed.some((field) => /^.(settings|secrets)/.test(field))
  return (
    <SaveBar
      act={count === 0 ? say('web.config.save') : say('web.config.saveChanges', { count })}
      whyNot={incomplete ?? (count === 0 ? say('web.config.noChange') : null)}
      error={error}
      tested={isTestable ? tested : null}
      onDiscard={count === 0 ? undefined : edit.discard}
    >
      {view.origin === 'person' && (
        <RemoveConnection view={view} onRemoved={() => shelf.delete(String(view.connectionId))} />
      )}
    </SaveBar>
  )
}

function Chip({ view }: { view: ConnectionView }) {
  const say = useWords()
  const { pausedUntil } = view
  const nowMs = useNow(pausedUntil === null ? undefined : Date.parse(pausedUntil))
  return <StateChip {...lookNow(say, view, nowMs)} />
}

/** Tests what is in the form while it differs, else what is saved. */
function useTests(view: ConnectionView, { draft, saved }: ConnectionDraft) {
  const mayTest = useMay('config:write')
  const ofSaved = useSavedTest(view)
  const ofDraft = useDraftTest(view.kind, view.connectionId)
  const now = whatIsTested(draft)
  const isOther = now !== whatIsTested({ ...draft, settings: saved.settings, secrets: {} })
  const last = ofDraft.data
  const isNewest = last?.of === now
  const problem = ofDraft.error ?? ofSaved.error
  const isOfField = fieldErrorCount(problem) > 0
  const start = () => {
    ofSaved.reset()
    ofDraft.reset()
    if (isOther) ofDraft.mutate(draft)
    else ofSaved.start()
  }
  return {
    shown:
      isOther && last !== undefined
        ? { test: last.result, of: isNewest ? ('form' as const) : ('former' as const) }
        : { test: view.lastTest, of: 'saved' as const },
    ofForm: isOther && isNewest ? outcomeOf(last) : ('not' as const),
    isTesting: ofDraft.isPending || ofSaved.isPending,
    problem: isOfField ? null : problem,
    fieldError: isOfField ? problem : null,
    start: mayTest ? start : undefined,
    forget: ofDraft.reset,
    /** What was saved is tested at once: nobody has to wait for the next minute. */
    afterSave: ({ isEnabled }: ConnectionView) => {
      ofDraft.reset()
      if (mayTest && isEnabled) ofSaved.start()
    },
  }
}

interface Saving {
  edit: ConnectionDraft
  onSaved: (saved: ConnectionView) => void
}

/** On the version that the edit stands on: what is another by now is not overwritten, but taken in first. */
function useSave({ connectionId }: ConnectionView, { edit, onSaved }: Saving) {
  const say = useWords()
  const client = useQueryClient()
  return useMutation<ConnectionView, ProblemError, Draft>({
    mutationFn: (draft) =>
      call(
        routes.change,
        { params: { connectionId }, body: bodyOf(draft, edit.changed) },
        { ifMatch: `"${edit.saved.etag}"` },
      ),
    onSuccess: (saved) => {
      keepInList(client, saved)
      edit.restart(saved)
      toast({ title: say('web.connections.saved', { name: saved.name }) })
      onSaved(saved)
    },
    onSettled: () => client.invalidateQueries({ queryKey: [routes.list.path] }),
  })
}

function bodyOf(draft: Draft, changed: readonly string[]) {
  return {
    ...(changed.includes('/name') ? { name: draft.name } : {}),
    ...(changed.includes('/isEnabled') ? { isEnabled: draft.isEnabled } : {}),
    ...(changed.some((field) => field.startsWith('/settings/')) ? { settings: { ...draft.settings } } : {}),
    ...(changed.some((field) => field.startsWith('/secrets/')) ? { secrets: secretsGiven(draft) } : {}),
  }
}
