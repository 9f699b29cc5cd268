import { Link } from '@tanstack/react-router'
import { IconPlus } from '@tabler/icons-react'
import { useRef, type KeyboardEvent } from 'react'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useWords, type Say } from '../../words.ts'
import styles from './programme.module.css'
import type { SearchEdit } from '../../shell/use-search-of.ts'
import type { Address, Shelves } from './use-programme.ts'

interface ShowListProps {
  shelves: Shelves
  address: Address
  may: boolean
  onAdd: () => void
}

interface Shelf {
  id: string
  name: string
  note?: string
  count: number | undefined
  to: SearchEdit
  isOpen: boolean
}

/** All episodes, each show, and what was taken out, with how many there are; one field where there is no room. */
export function ShowList({ shelves, address, may, onAdd }: ShowListProps) {
  const say = useWords()
  const items = shelvesOf(say, shelves, address)
  const open = items.find(({ isOpen }) => isOpen)
  const add = may && (
    <Button isSmall isWrite icon={IconPlus} onClick={onAdd}>
      {say('web.programme.addShow')}
    </Button>
  )
  return (
    <>
      <div className={styles.list}>
        <Panel name={say('web.programme.shows')} footer={add === false ? undefined : add}>
          <Rows items={items} />
        </Panel>
      </div>
      <div className={styles.choice}>
        <ChoiceField
          name={say('web.programme.shows')}
          value={open?.id ?? ''}
          onChange={(id) => address.set(items.find((one) => one.id === id)?.to ?? {})}
          options={items.map(({ id, name, count }) => ({
            value: id,
            label: count === undefined ? name : say('web.programme.counted', { name, n: formatNumber(count) }),
          }))}
        />
        {add}
      </div>
    </>
  )
}

function Rows({ items }: { items: readonly Shelf[] }) {
  const list = useRef<HTMLUListElement>(null)
  const onKeyDown = (event: KeyboardEvent<HTMLAnchorElement>) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by === 0) return
    event.preventDefault()
    const links = [...(list.current?.querySelectorAll('a') ?? [])]
    links[links.indexOf(event.currentTarget) + by]?.focus()
  }
  return (
    <ul ref={list} className={styles.shelves}>
      {items.map(({ id, name, note, count, to, isOpen }) => (
        <li key={id}>
          <Link
            to="/radio/programme"
            search={(former: SearchEdit) => ({ ...former, ...to })}
            className={styles.shelf}
            data-on={isOpen || undefined}
            onKeyDown={onKeyDown}
            aria-current={isOpen ? 'true' : undefined}
            resetScroll={false}
            replace
          >
            <span className="col gap2 grow">
              <span className="break">{name}</span>
              {note !== undefined && <span className="s12 t2 cut">{note}</span>}
            </span>
            <span className="s12 t3 num">{count === undefined ? '–' : formatNumber(count)}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function shelvesOf(say: Say, { shows, episodeCount, outCount }: Shelves, { showId, isOut }: Address): Shelf[] {
  const toAll = { show: undefined, out: undefined, episode: undefined }
  return [
    {
      id: 'all',
      name: say('web.programme.all'),
      count: episodeCount,
      to: toAll,
      isOpen: showId === undefined && !isOut,
    },
    ...shows.map((show): Shelf => ({
      id: `show:${show.showId}`,
      name: show.title,
      ...(show.hosts === '' ? {} : { note: show.hosts }),
      count: show.episodes,
      to: { ...toAll, show: String(show.showId) },
      isOpen: showId === show.showId && !isOut,
    })),
    { id: 'out', name: say('web.programme.out'), count: outCount, to: { ...toAll, out: 'yes' }, isOpen: isOut },
  ]
}
