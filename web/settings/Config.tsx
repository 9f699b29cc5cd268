import { useQueryClient, useMutation } from '@tanstack/react-query'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMemo } from 'react'
import { configRoutes, type ConfigView } from '../../src/config/contract.ts'
import { call, ProblemError } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { keyOf, useRead } from '../api/use-api.ts'
import { useFirstWrong } from '../api/use-first-wrong.ts'
import { Banner } from '../parts/Banner.tsx'
import { toast } from '../parts/toast.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { changedKeys, readText, type ConfigEdit, type WrongValue } from './config-edit.ts'
import styles from './Config.module.css'
import { ConfigForm } from './ConfigForm.tsx'
import { ConfigTextPanel } from './ConfigTextPanel.tsx'
import { useConfigDraft, type ConfigFile } from './use-config-draft.ts'

const routes = configRoutes.routes
const VERSION_CHANGED = 412

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
      {view.data !== undefined && file.data !== undefined && <Editor view={view.data} file={file.data} />}
    </Page>
  )
}

function Editor({ view, file }: { view: ConfigView; file: ConfigFile }) {
  const { before, edit, clashing, ...draft } = useConfigDraft(view, file)
  const save = useSave(draft.file.etag)
  const views = useFirstWrong<HTMLDivElement>(save.error)
  const wrong = useMemo(() => wrongValues(save.error), [save.error])
  const changed = useMemo(() => changedKeys(view, before, edit), [view, before, edit])
  const theirs = { before, keys: clashing.filter((key) => changed.includes(key)) }
  const change = (next: ConfigEdit) => {
    save.reset()
    draft.change(next)
  }
  const discard = () => {
    save.reset()
    draft.discard()
  }
  const other = save.error !== null && wrong.length === 0 ? save.error : null
  return (
    <>
      {other !== null && <Refused error={other} />}
      <div ref={views} className={styles.views}>
        <ConfigForm
          view={view}
          edit={edit}
          wrong={wrong}
          changed={changed}
          theirs={theirs}
          isDirty={edit.text !== before.text}
          onChange={change}
          onSave={() => save.mutate(edit.text)}
          onDiscard={discard}
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

/** Somebody who was faster is nothing to read up on: their changes are here already. */
function Refused({ error }: { error: ProblemError }) {
  const say = useWords()
  if (error.problem.status !== VERSION_CHANGED) return <ProblemPanel error={error} />
  return (
    <Banner tone="warn" icon={IconAlertTriangle}>
      {say('web.config.savedMeanwhile')}
    </Banner>
  )
}

/** @param etag what the edit stands on: a file that is another by now is not overwritten, but taken in first */
function useSave(etag: string) {
  const say = useWords()
  const client = useQueryClient()
  return useMutation<ConfigFile, ProblemError, string>({
    mutationFn: (text) => call(routes.putConfigText, { body: { text } }, { ifMatch: etag }),
    onSuccess: (saved) => {
      client.setQueryData(keyOf(routes.getConfigText, {}), saved)
      toast({ title: say('web.config.saved') })
    },
    onSettled: () =>
      client.invalidateQueries({
        predicate: ({ queryKey }) => String(queryKey[0]).startsWith(routes.getConfig.path),
      }),
  })
}

/** Field problems of the answer; pointers are `/archive/batch/max_size_gb` or dotted keys. */
function wrongValues(error: ProblemError | null): WrongValue[] {
  return (error?.problem.errors ?? []).map(({ pointer, detail, line }) => ({
    key: pointer.replace(/^\//, '').replaceAll('/', '.'),
    line: line ?? null,
    text: detail,
  }))
}
