import { useSearchOf } from '../shell/use-search-of.ts'
import { useState } from 'react'
import { archiveRoutes, type ArchiveOverview } from '../../src/archive/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useList, useRead } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { EmptyState } from '../parts/EmptyState.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { toast } from '../parts/toast.ts'
import { ListWithDetail } from '../parts/ListWithDetail.tsx'
import { useMay } from '../session/use-session.ts'
import { FolderList } from '../setup/FolderList.tsx'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { ZonePreview } from './sorting/ZonePreview.tsx'
import { ItemDrawer } from './ItemDrawer.tsx'
import { ItemTable } from './ItemTable.tsx'

const routes = archiveRoutes.routes
const STATES = ['arriving', 'incomplete', 'staying', 'unique', 'duplicate', 'held'] as const
type IntakeState = (typeof STATES)[number]
/** Which of them is shown first, when there are any: what needs a person before what goes on by itself. */
const LOOK_FIRST: readonly IntakeState[] = ['incomplete', 'held', 'staying', 'unique', 'duplicate', 'arriving']

/** What never enters as it is does not arrive either. */
const QUERIES = {
  arriving: { state: 'arriving', staysOut: 'false' },
  incomplete: { state: 'incomplete' },
  staying: { staysOut: 'true' },
  unique: { state: 'unique' },
  duplicate: { state: 'duplicate' },
  held: { state: 'held' },
} as const

function countIn(overview: ArchiveOverview | undefined, name: IntakeState): number {
  if (overview === undefined) return 0
  if (name === 'staying') return overview.staysOut
  const { count } = overview.states[name]
  return name === 'arriving' ? count - overview.staysOut : count
}

/** What lies in the intake folders, and why it does not go on. */
export function Intake() {
  const say = useWords()
  const { search, set: show } = useSearchOf('/archive/intake')
  const overview = useRead(routes.getOverview, {})
  const countOf = (name: IntakeState) => countIn(overview.data, name)
  const [opened, setOpened] = useState<IntakeState | null>(null)
  if (opened === null && overview.data !== undefined)
    setOpened(LOOK_FIRST.find((name) => countOf(name) > 0) ?? 'unique')
  const state: IntakeState = STATES.find((name) => name === search['state']) ?? opened ?? 'unique'
  const openId = search['item'] === undefined ? null : Number(search['item'])
  const list = useList(routes.listItems, { query: { ...QUERIES[state], limit: 100 } })
  const folders = overview.data?.folders.filter((folder) => folder.role === 'source') ?? []
  return (
    <Page
      title={say('web.nav.archive.intake')}
      subtitle={say('web.archive.intake.subtitle')}
      actions={state === 'held' && countOf('held') > 0 ? <ReleaseAll count={countOf('held')} /> : undefined}
    >
      {overview.error !== null && <ProblemPanel error={overview.error} onRetry={() => void overview.refetch()} />}
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      {folders.length > 0 && <FolderList folders={folders} />}
      <ListWithDetail
        detail={openId !== null && <ItemDrawer itemId={openId} onClose={() => show({ item: undefined })} />}
      >
        <ItemTable
          name={say('web.nav.archive.intake')}
          items={list.items}
          listKey={list.key}
          state={list.state}
          total={countOf(state)}
          keepAs="intake"
          tools={
            <Segmented
              name={say('web.runs.state')}
              value={state}
              onChange={(next) => show({ state: next, item: undefined })}
              options={STATES.map((value) => ({
                value,
                label: `${say(value === 'staying' ? 'web.archive.itemState.staysOut' : `web.archive.itemState.${value}`)} ${formatNumber(countOf(value))}`,
              }))}
            />
          }
          empty={
            <EmptyState title={say(`web.archive.intake.none.${state}`)} steps={5}>
              {say('web.archive.empty.how')} <code>{folders[0]?.path}</code>
            </EmptyState>
          }
          onMore={list.more}
          openId={openId}
          onOpen={(itemId) => show({ item: String(itemId) })}
        />
      </ListWithDetail>
      {countOf('unique') + countOf('held') > 0 && <ZonePreview />}
    </Page>
  )
}

/** Items that an undo put back rest until somebody lets them go again. */
function ReleaseAll({ count }: { count: number }) {
  const say = useWords()
  const mayMove = useMay('files:move')
  const release = useAct(routes.releaseItems, ({ released }) =>
    toast({ title: say('web.archive.released', { count: released }) }),
  )
  if (!mayMove) return null
  return (
    <Button isWrite onClick={() => release.mutate({ body: {} })}>
      {say('web.archive.release', { count })}
    </Button>
  )
}
