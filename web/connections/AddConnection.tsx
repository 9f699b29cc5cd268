import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { connectionRoutes, type ConnectorView } from '../../src/connections/contract.ts'
import { useFirstWrong } from '../api/use-first-wrong.ts'
import { useAct } from '../api/use-api.ts'
import { ChoiceField } from '../parts/fields.tsx'
import { Panel } from '../parts/Panel.tsx'
import { toast } from '../parts/toast.ts'
import { useWords } from '../words.ts'
import { toConnection } from './address.ts'
import { ConnectionForm, defaultsOf, FormRow, missingIn } from './ConnectionForm.tsx'
import { Cure } from './Cure.tsx'
import { keepInList } from './known-list.ts'
import { failureIn, Ladder } from './Ladder.tsx'
import { SaveBar } from './SaveBar.tsx'
import { secretsGiven, useConnectionDraft, type Saved, type Shelf } from './use-connection-draft.ts'
import { outcomeOf, useDraftTest, whatIsTested } from './use-tests.ts'

const SYNCTHING = 'syncthing'
const FindSyncthing = lazy(async () => ({ default: (await import('./syncthing/FindSyncthing.tsx')).FindSyncthing }))

interface AddConnectionProps {
  connectors: readonly ConnectorView[]
  /** Names that are taken. */
  names: readonly string[]
  shelf: Shelf
}

/** A new connection: its kind, then the form of that kind, tested before it is saved. */
export function AddConnection({ connectors, names, shelf }: AddConnectionProps) {
  const [kind, setKind] = useState(connectors[0]?.kind ?? '')
  const connector = connectors.find((one) => one.kind === kind)
  if (connector === undefined) return null
  const form = <Form key={kind} {...{ connector, connectors, names, shelf }} onKind={setKind} />
  if (kind !== SYNCTHING) return form
  return (
    <div className="col gap12">
      <Suspense>
        <FindSyncthing name={nextName(connector, names)} />
      </Suspense>
      {form}
    </div>
  )
}

interface FormProps extends AddConnectionProps {
  connector: ConnectorView
  onKind: (kind: string) => void
}

function Form({ connector, connectors, names, shelf, onKind }: FormProps) {
  const say = useWords()
  const { kind } = connector
  const { edit, test, add, problem, shown, whyNot } = useNewConnection(connector, { names, shelf })
  const form = useFirstWrong<HTMLFormElement>(problem)
  const failure = failureIn(shown.test)
  return (
    <Panel title={say('web.connections.add')} isLined>
      <form
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (whyNot === null) add()
        }}
      >
        <ConnectionForm connector={connector} edit={edit} error={problem} isFromEnvironment={false} isLocked={false}>
          <FormRow id="kind" label={say('web.connections.kind')}>
            <ChoiceField
              name={say('web.connections.kind')}
              value={kind}
              onChange={onKind}
              options={connectors.map(({ kind: value, title }) => ({ value, label: title }))}
            />
          </FormRow>
        </ConnectionForm>
        <SaveBar act={say('web.connections.add')} whyNot={whyNot} error={problem} tested={shown.tested} />
      </form>
      <Ladder
        {...shown}
        onTest={test}
        whyNot={whyNot}
        cure={failure && <Cure failure={failure} connector={connector} edit={edit} form={form} />}
      />
    </Panel>
  )
}

/** What is in the form, its test, and the act that adds it. */
function useNewConnection(connector: ConnectorView, { names, shelf }: Pick<AddConnectionProps, 'names' | 'shelf'>) {
  const say = useWords()
  const { kind } = connector
  const id = `new ${kind}`
  const [saved] = useState(() => beginningOf(connector, names))
  const edit = useConnectionDraft(saved, { shelf, id })
  const test = useDraftTest(kind)
  const add = useAdd(() => shelf.delete(id))
  const { draft } = edit
  const missing = missingIn(edit, connector, say('web.connections.name'))
  const isNewest = test.data?.of === whatIsTested(draft)
  const change: typeof edit.change = (next) => {
    add.reset()
    if (test.error !== null) test.reset()
    edit.change(next)
  }
  return {
    edit: { ...edit, change },
    problem: add.error ?? test.error,
    whyNot: missing === undefined ? null : say('web.connections.needs', { label: missing }),
    shown: {
      test: test.data?.result ?? null,
      of: isNewest ? ('form' as const) : ('former' as const),
      tested: isNewest ? outcomeOf(test.data) : ('not' as const),
      isTesting: test.isPending,
    },
    test: () => test.mutate(draft),
    add: () => {
      if (add.isPending) return
      const { name, settings, isEnabled } = draft
      add.mutate({ body: { kind, name, settings: { ...settings }, secrets: secretsGiven(draft), isEnabled } })
    },
  }
}

/** What was added opens, and is tested as it was saved: nobody has to wait for the next minute. */
function useAdd(onAdded: () => void) {
  const say = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const test = useAct(connectionRoutes.routes.test)
  return useAct(connectionRoutes.routes.add, async (added) => {
    const { connectionId, name, isEnabled } = added
    onAdded()
    keepInList(client, added)
    toast({ title: say('web.connections.added', { name }) })
    if (isEnabled) test.mutate({ params: { connectionId } })
    await navigate({ ...toConnection(connectionId), replace: true })
  })
}

/** Called like its kind, with a number where that is taken. */
function nextName(connector: ConnectorView, names: readonly string[]): string {
  for (let n = 1; ; n++) {
    const title = n === 1 ? connector.title : `${connector.title} ${n}`
    if (freeName({ title }, names) !== '') return title
  }
}

/** Called like its kind, unless that name is taken. */
const freeName = ({ title }: Pick<ConnectorView, 'title'>, names: readonly string[]): string =>
  names.some((name) => name.toLowerCase() === title.toLowerCase()) ? '' : title

function beginningOf(connector: ConnectorView, names: readonly string[]): Saved {
  return {
    name: freeName(connector, names),
    isEnabled: true,
    settings: defaultsOf(connector),
    secrets: [],
    etag: '',
  }
}
