import { useNavigate, useSearch } from '@tanstack/react-router'
import { archiveRoutes, ItemStateName } from '../../src/archive/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useList } from '../api/use-api.ts'
import { formatMonth } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { NoMatch } from '../parts/EmptyState.tsx'
import { useTypedText } from '../parts/use-typed-text.ts'
import { ChoiceField, TextField } from '../parts/fields.tsx'
import { ListWithDetail } from '../parts/ListWithDetail.tsx'
import { Page } from '../shell/Page.tsx'
import { SavedViews } from '../views/SavedViews.tsx'
import { useWords } from '../words.ts'
import { ItemDrawer } from './ItemDrawer.tsx'
import { ItemTable } from './ItemTable.tsx'
import styles from './ItemTable.module.css'

const STATES = ItemStateName.options
const FILTERS = ['text', 'state', 'month']
type StateChoice = '' | (typeof STATES)[number]

/** Every item that was ever seen, by text, state and month; all filters stand in the address. */
export function Items() {
  const say = useWords()
  const filters = useFilters()
  const { text, state, month, openId } = filters
  const list = useList(archiveRoutes.routes.listItems, {
    query: {
      limit: 100,
      ...(text === '' ? {} : { text }),
      ...(state === '' ? {} : { state }),
      ...(month === '' ? {} : { month }),
    },
  })
  return (
    <Page title={say('web.nav.archive.items')} subtitle={say('web.archive.items.subtitle')}>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <ListWithDetail
        detail={openId !== null && <ItemDrawer itemId={openId} onClose={() => filters.set({ item: undefined })} />}
      >
        <ItemTable
          name={say('web.nav.archive.items')}
          items={list.items}
          listKey={list.key}
          state={list.state}
          keepAs="items"
          total={list.total}
          tools={<Tools {...filters} />}
          views={<SavedViews list="items" filters={FILTERS} />}
          empty={<NoMatch title={say('web.archive.items.none')} onClear={filters.clear} />}
          onMore={list.more}
          openId={openId}
          onOpen={(itemId) => filters.set({ item: String(itemId) })}
        />
      </ListWithDetail>
    </Page>
  )
}

function useFilters() {
  const search = useSearch({ from: '/shell/archive/items' })
  const navigate = useNavigate()
  const set = (change: Record<string, string | undefined>) =>
    void navigate({
      to: '/archive/items',
      search: { ...search, find: undefined, ...change },
      replace: true,
      resetScroll: false,
    })
  return {
    text: search['text'] ?? '',
    state: STATES.find((name) => name === search['state']) ?? ('' as const),
    month: search['month'] ?? '',
    hasFocus: search['find'] !== undefined,
    openId: search['item'] === undefined ? null : Number(search['item']),
    set,
    clear: () => void navigate({ to: '/archive/items', search: {} }),
  }
}

function Tools({ text, state, month, hasFocus, set }: ReturnType<typeof useFilters>) {
  const say = useWords()
  const typed = useTypedText(text, (next) => set({ text: next }))
  const options = [
    { value: '' as StateChoice, label: say('web.archive.items.all') },
    ...STATES.map((value) => ({ value: value as StateChoice, label: say(`web.archive.itemState.${value}`) })),
  ]
  return (
    <>
      <div className={styles.search}>
        <TextField
          name={say('web.archive.items.search')}
          placeholder={say('web.archive.items.search')}
          hasFocus={hasFocus}
          {...typed}
        />
      </div>
      <ChoiceField
        name={say('web.runs.state')}
        value={state}
        onChange={(next) => set({ state: next === '' ? undefined : next })}
        options={options}
      />
      {month !== '' && (
        <Button isSmall isPressed onClick={() => set({ month: undefined })}>
          {say('web.archive.items.month', { month: formatMonth(month) })}
        </Button>
      )}
    </>
  )
}
