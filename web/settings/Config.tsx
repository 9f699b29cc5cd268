import { useQueryClient, useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { configRoutes, type ConfigView } from '../../src/config/contract.ts'
import type { ReplyOf } from '../../src/kernel/contract.ts'
import { call, ProblemError } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { toast } from '../parts/toast.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { changedKeys, readText, type ConfigEdit, type WrongValue } from './config-edit.ts'
import styles from './Config.module.css'
import { ConfigForm } from './ConfigForm.tsx'
import { ConfigTextPanel } from './ConfigTextPanel.tsx'

const routes = configRoutes.routes
type Loaded = ReplyOf<typeof routes.getConfigText>

/** All settings, as a form and as the file, which are two views of one edit. */
export function Config() {
  const say = useWords()
  const view = useRead(routes.getConfig, {})
  const file = useRead(routes.getConfigText, {})
  const error = view.error ?? file.error
  return (
    <Page title={say('web.nav.settings.config')} subtitle={say('web.config.subtitle')}>
      {error !== null && (
        <ProblemPanel error={error} onRetry={() => void Promise.all([view.refetch(), file.refetch()])} />
      )}
      {view.data !== undefined && file.data !== undefined && (
        <Editor key={file.data.etag} view={view.data} file={file.data} />
      )}
    </Page>
  )
}

function Editor({ view, file }: { view: ConfigView; file: Loaded }) {
  const say = useWords()
  const client = useQueryClient()
  const before = useMemo(() => readText(file.text), [file.text])
  const [edit, setEdit] = useState<ConfigEdit>(before)
  const save = useMutation<Loaded, ProblemError, string>({
    mutationFn: (text) => call(routes.putConfigText, { body: { text } }, { ifMatch: file.etag }),
    onSuccess: async () => {
      toast({ title: say('web.config.saved') })
      await client.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[0]).startsWith(routes.getConfig.path),
      })
    },
  })
  const wrong = useMemo(() => wrongValues(save.error), [save.error])
  const changed = useMemo(() => changedKeys(view, before, edit), [view, before, edit])
  const change = (next: ConfigEdit) => {
    save.reset()
    setEdit(next)
  }
  const other = save.error !== null && wrong.length === 0 ? save.error : null
  return (
    <>
      {other !== null && <ProblemPanel error={other} />}
      <div className={styles.views}>
        <ConfigForm
          view={view}
          edit={edit}
          wrong={wrong}
          changed={changed}
          isDirty={edit.text !== before.text}
          onChange={change}
          onSave={() => save.mutate(edit.text)}
          onDiscard={() => change(before)}
        />
        <ConfigTextPanel
          view={view}
          path={file.path}
          before={before}
          edit={edit}
          wrong={wrong}
          onChange={(text) => change(readText(text))}
        />
      </div>
    </>
  )
}

/** Field problems of the answer; pointers are `/archive/batch/max_size_gb` or dotted keys. */
function wrongValues(error: ProblemError | null): WrongValue[] {
  return (error?.problem.errors ?? []).map(({ pointer, detail, line }) => ({
    key: pointer.replace(/^\//, '').replaceAll('/', '.'),
    line: line ?? null,
    text: detail,
  }))
}
