import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { CartView, CategoryView, DaypartView } from '../../../src/radio/music/pools/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords, type Say } from '../../words.ts'
import { CartForm } from './CartForm.tsx'
import { CategoryForm } from './CategoryForm.tsx'
import styles from './clocks.module.css'
import { DaypartForm } from './DaypartForm.tsx'
import { routes, type Shelves } from './use-clocks.ts'

interface ShelfProps {
  stationId: number
  shelves: Shelves
  tab: 'carts' | 'categories' | 'dayparts'
}

interface Row {
  id: number
  name: string
  usedBy: string[]
  says: string
}

function rowsOf(say: Say, shelves: Shelves, tab: ShelfProps['tab']): Row[] {
  if (tab === 'carts')
    return shelves.carts.map((one) => ({ ...one, id: one.cartId, says: sayCart(say, one, shelves.dayparts) }))
  if (tab === 'categories')
    return shelves.categories.map((one) => ({
      ...one,
      id: one.categoryId,
      says: sayCategory(say, one, shelves.dayparts),
    }))
  return shelves.dayparts.map((one) => ({ ...one, id: one.daypartId, says: sayDaypart(say, one) }))
}

const sayCart = (say: Say, { order, members, daypartIds }: CartView, dayparts: Shelves['dayparts']): string =>
  [
    say(`web.clocks.order.${order}`),
    say('web.clocks.members', { count: members.length }),
    ...namesOf(daypartIds, dayparts),
  ].join(' · ')

const sayCategory = (say: Say, { query, matches, daypartIds }: CategoryView, dayparts: Shelves['dayparts']): string =>
  [
    query.typeCodes.join(' '),
    matches === null ? say('web.clocks.matchesUnknown') : say('web.clocks.matches', { count: matches }),
    ...namesOf(daypartIds, dayparts),
  ].join(' · ')

const namesOf = (daypartIds: readonly number[], dayparts: Shelves['dayparts']): string[] =>
  dayparts.filter(({ daypartId }) => daypartIds.includes(daypartId)).map(({ name }) => name)

const sayDaypart = (say: Say, { weekDays, from, to }: DaypartView): string =>
  `${weekDays.map((day) => say(`web.clocks.weekday.${day as 1}`)).join(' ')} · ${from}–${to}`

/** Carts, categories or dayparts of a station. */
export function Shelf({ stationId, shelves, tab }: ShelfProps) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [open, setOpen] = useState<number | 'new' | null>(null)
  const remove = useAct(routes[tab].remove, () => undefined)
  const rows = rowsOf(say, shelves, tab)
  const close = () => setOpen(null)
  const add = may && (
    <Button
      look={rows.length === 0 ? 'primary' : 'plain'}
      isSmall={rows.length > 0}
      isWrite
      icon={IconPlus}
      onClick={() => setOpen('new')}
    >
      {say(`web.clocks.add.${tab}`)}
    </Button>
  )
  return (
    <Panel
      title={say(`web.clocks.tab.${tab}`)}
      aside={say(`web.clocks.about.${tab}`)}
      actions={rows.length > 0 && add}
      isLined
    >
      {remove.error !== null && <ProblemPanel error={remove.error} />}
      {rows.length === 0 ? (
        <EmptyState title={say(`web.clocks.none.${tab}`)} steps={3} actions={add}>
          {say(`web.clocks.about.${tab}`)}
        </EmptyState>
      ) : (
        <Rows {...{ rows, may }} onOpen={setOpen} onRemove={(id) => remove.mutate({ params: { id } })} />
      )}
      <ThingDialog
        {...{ stationId, shelves, tab, open }}
        name={rows.find(({ id }) => id === open)?.name}
        onClose={close}
      />
    </Panel>
  )
}

interface RowsProps {
  rows: readonly Row[]
  may: boolean
  onOpen: (id: number) => void
  onRemove: (id: number) => void
}

function Rows({ rows, may, onOpen, onRemove }: RowsProps) {
  const say = useWords()
  return (
    <ul className={styles.list}>
      {rows.map(({ id, name, usedBy, says }) => (
        <li key={id} className={styles.thing}>
          <button type="button" className={styles.item} onClick={() => onOpen(id)}>
            <b className="cut">{name}</b>
            <span className="s12 t2">{says}</span>
            <span className="s12 t3">
              {usedBy.length === 0 ? say('web.clocks.unused') : say('web.clocks.usedBy', { by: usedBy.join(', ') })}
            </span>
          </button>
          {may && (
            <Button
              isSmall
              look="quiet"
              isWrite
              whyNot={usedBy.length === 0 ? null : say('web.clocks.usedBy', { by: usedBy.join(', ') })}
              onClick={() => onRemove(id)}
            >
              {say('web.clocks.removeNamed', { name })}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}

interface ThingDialogProps extends ShelfProps {
  open: number | 'new' | null
  name: string | undefined
  onClose: () => void
}

function ThingDialog({ stationId, shelves, tab, open, name, onClose }: ThingDialogProps) {
  const say = useWords()
  return (
    <Dialog title={name ?? say(`web.clocks.add.${tab}`)} isOpen={open !== null} onClose={onClose} widthPx={620}>
      {tab === 'carts' && (
        <CartForm {...{ stationId, shelves, onClose }} cart={shelves.carts.find(({ cartId }) => cartId === open)} />
      )}
      {tab === 'categories' && (
        <CategoryForm
          {...{ stationId, onClose }}
          dayparts={shelves.dayparts}
          category={shelves.categories.find(({ categoryId }) => categoryId === open)}
        />
      )}
      {tab === 'dayparts' && (
        <DaypartForm
          {...{ stationId, onClose }}
          daypart={shelves.dayparts.find(({ daypartId }) => daypartId === open)}
        />
      )}
    </Dialog>
  )
}
