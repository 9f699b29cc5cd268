import { IconFilter, IconLayoutGrid, IconList, IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { ChoiceField, TextField } from '../../parts/fields.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useTypedText } from '../../parts/use-typed-text.ts'
import { useWords, type Say } from '../../words.ts'
import { SavedViews } from '../../views/SavedViews.tsx'
import { useGroups } from '../players/use-players.ts'
import { linesWord } from './title-look.ts'
import styles from './titles.module.css'
import { type Address, countFilters, type Edit, FILTERS, SORTS } from './use-titles.ts'

interface ToolsProps {
  address: Address
  /** Of all that match, and of all there are. */
  total: number | null
  all: number | undefined
  /** The filters that stand at the side where there is room. */
  side: ReactNode
}

/** Search, what narrows the list, its order and its form. */
export function Tools({ address, total, all, side }: ToolsProps) {
  const say = useWords()
  const { text, set, isList } = address
  const typed = useTypedText(text, (next) => set({ text: next }))
  return (
    <div className={styles.tools} data-tools>
      <div className={styles.search} data-find>
        <TextField name={say('web.library.search')} placeholder={say('web.library.search')} {...typed} />
      </div>
      <Chips address={address} />
      <span className={styles.onlyNarrow}>
        <FilterDialog count={countFilters(address.search)}>{side}</FilterDialog>
      </span>
      <Order address={address} />
      <Segmented
        name={say('web.library.look')}
        value={isList ? 'list' : 'grid'}
        onChange={(look) => set({ look: look === 'list' ? look : undefined })}
        options={[
          { value: 'grid', label: <Look icon={IconLayoutGrid} name={say('web.library.look.grid')} /> },
          { value: 'list', label: <Look icon={IconList} name={say('web.library.look.list')} /> },
        ]}
      />
      <SavedViews list="titles" filters={FILTERS} />
      <span className="s12 t3 num nowrap" role="status">
        {countInWords(say, total, all)}
      </span>
    </div>
  )
}

function countInWords(say: Say, total: number | null, all: number | undefined): string {
  if (total === null) return ''
  if (all === undefined || all <= total) return say('web.library.count', { count: total, n: formatNumber(total) })
  return say('web.library.countOf', { n: formatNumber(total), all: formatNumber(all) })
}

function Look({ icon, name }: { icon: typeof IconList; name: string }) {
  return (
    <>
      <Icon of={icon} size={14} />
      <span className="sr-only">{name}</span>
    </>
  )
}

function Order({ address: { sort, isDown, set } }: Pick<ToolsProps, 'address'>) {
  const say = useWords()
  return (
    <ChoiceField<string>
      name={say('web.library.sort')}
      value={isDown ? `${sort} down` : sort}
      onChange={(value) => {
        const [by, order] = value.split(' ')
        set({ sort: by === 'title' ? undefined : by, order })
      }}
      options={SORTS.flatMap((name) => [
        { value: name, label: say(`web.library.sort.${name}`) },
        { value: `${name} down`, label: say(`web.library.sortDown.${name}`) },
      ])}
    />
  )
}

/** What narrows the list now, each with its way out. */
function Chips({ address }: Pick<ToolsProps, 'address'>) {
  const say = useWords()
  const group = useGroups().data?.items.find(({ groupId }) => groupId === address.notIn)?.name ?? ''
  return chipsOf(say, address, group).map(({ label, edit }) => (
    <Button key={label} isSmall icon={IconX} isPressed onClick={() => address.set(edit)}>
      {label}
    </Button>
  ))
}

function chipsOf(say: Say, address: Address, group: string): { label: string; edit: Edit }[] {
  const { yearFrom, yearTo, lines, state, kind } = address
  const flag = (isOn: boolean, label: string, edit: Edit) => (isOn ? [{ label, edit }] : [])
  return [
    ...flag(yearFrom !== undefined || yearTo !== undefined, yearsInWords(say, yearFrom, yearTo), {
      from: undefined,
      to: undefined,
    }),
    ...(lines === undefined ? [] : [{ label: linesWord(lines), edit: { lines: undefined } }]),
    ...(state === undefined ? [] : [{ label: say(`web.library.state.${state}`), edit: { state: undefined } }]),
    ...(kind === undefined ? [] : [{ label: say(`web.library.title.${kind}`), edit: { kind: undefined } }]),
    ...flag(address.isCare, say('web.library.view.care'), { care: undefined }),
    ...flag(address.isWeek, say('web.library.view.week'), { since: undefined }),
    ...flag(address.noArt, say('web.library.view.noArt'), { noArt: undefined }),
    ...flag(address.isLocked, say('web.library.view.locked'), { locked: undefined }),
    ...flag(address.notIn !== undefined, say('web.library.view.notIn', { name: group }), { notIn: undefined }),
    ...flag(address.isGone, say('web.library.view.gone'), { gone: undefined }),
  ]
}

function yearsInWords(say: Say, from: number | undefined, to: number | undefined): string {
  if (from === undefined) return say('web.library.year.to', { to: to ?? '' })
  if (to === undefined) return say('web.library.year.from', { from })
  return from === to ? String(from) : say('web.library.year.range', { from, to })
}

function FilterDialog({ count, children }: { count: number; children: ReactNode }) {
  const say = useWords()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button isSmall icon={IconFilter} onClick={() => setOpen(true)}>
        {count === 0 ? say('web.library.filter') : say('web.library.filter.count', { count })}
      </Button>
      <Dialog title={say('web.library.filter')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <div className={`${styles.side} ${styles.sideInDialog}`}>{children}</div>
      </Dialog>
    </>
  )
}
