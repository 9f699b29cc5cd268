import { IconAlertTriangle, type Icon as TablerIcon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import type { TitleFacets } from '../../../src/library/titles/contract.ts'
import { formatNumber } from '../../format.ts'
import { Icon } from '../../parts/Icon.tsx'
import { useWords } from '../../words.ts'
import { useGroups } from '../players/use-players.ts'
import { titlesOf } from '../use-library.ts'
import { linesWord } from './title-look.ts'
import styles from './titles.module.css'
import type { Address, Edit } from './use-titles.ts'
import { YearBrush } from './YearBrush.tsx'

interface SideProps {
  address: Address
  libraries: readonly LibraryView[]
  facets: TitleFacets | undefined
}

/** Which library, what needs somebody, which years, how sharp: each with how many there are. */
export function Side({ address, libraries, facets }: SideProps) {
  const say = useWords()
  return (
    <>
      <Libraries address={address} libraries={libraries} />
      <Quick address={address} facets={facets} />
      {facets !== undefined && facets.years.some(({ year }) => year !== null) && (
        <Group title={say('web.library.year')}>
          <YearBrush address={address} years={facets.years} />
        </Group>
      )}
      <Lines address={address} facets={facets} />
      <States address={address} facets={facets} />
    </>
  )
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.group} aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  )
}

interface ChoiceProps {
  isOn: boolean
  onToggle: () => void
  count?: number | undefined
  icon?: TablerIcon
  children: string
}

function Choice({ isOn, onToggle, count, icon, children }: ChoiceProps) {
  return (
    <button type="button" className={styles.choice} aria-pressed={isOn} onClick={onToggle}>
      {icon !== undefined && <Icon of={icon} size={14} />}
      <span className="cut">{children}</span>
      {count !== undefined && <span>{formatNumber(count)}</span>}
    </button>
  )
}

function Libraries({ address: { libraryId, set }, libraries }: Omit<SideProps, 'facets'>) {
  const say = useWords()
  const all = libraries.reduce((sum, library) => sum + titlesOf(library), 0)
  return (
    <Group title={say('web.nav.library.libraries')}>
      {libraries.length > 1 && (
        <Choice isOn={libraryId === undefined} onToggle={() => set({ library: undefined })} count={all}>
          {say('web.library.all')}
        </Choice>
      )}
      {libraries.map((library) => (
        <Choice
          key={library.libraryId}
          isOn={library.libraryId === libraryId || libraries.length === 1}
          onToggle={() => set({ library: String(library.libraryId) })}
          count={titlesOf(library)}
        >
          {library.name}
        </Choice>
      ))}
    </Group>
  )
}

/** Looks that everybody needs; a person's own stand in the menu of views. */
function Quick({ address, facets }: Omit<SideProps, 'libraries'>) {
  const say = useWords()
  const { set } = address
  const groups = useGroups().data?.items ?? []
  const toggle = (edit: Edit, isOn: boolean) => () =>
    set(isOn ? Object.fromEntries(Object.keys(edit).map((name) => [name, undefined])) : edit)
  return (
    <Group title={say('web.library.views')}>
      <Choice
        isOn={address.isCare}
        onToggle={toggle({ care: 'yes' }, address.isCare)}
        count={facets?.care}
        {...(facets !== undefined && facets.care > 0 ? { icon: IconAlertTriangle } : {})}
      >
        {say('web.library.view.care')}
      </Choice>
      <Choice isOn={address.isWeek} onToggle={toggle({ since: 'week' }, address.isWeek)}>
        {say('web.library.view.week')}
      </Choice>
      <Choice isOn={address.noArt} onToggle={toggle({ noArt: 'poster' }, address.noArt)}>
        {say('web.library.view.noArt')}
      </Choice>
      <Choice isOn={address.isLocked} onToggle={toggle({ locked: 'yes' }, address.isLocked)} count={facets?.locked}>
        {say('web.library.view.locked')}
      </Choice>
      {groups.map(({ groupId, name }) => (
        <Choice
          key={groupId}
          isOn={address.notIn === groupId}
          onToggle={toggle({ notIn: String(groupId) }, address.notIn === groupId)}
        >
          {say('web.library.view.notIn', { name })}
        </Choice>
      ))}
      <Choice isOn={address.isGone} onToggle={toggle({ gone: 'yes' }, address.isGone)}>
        {say('web.library.view.gone')}
      </Choice>
    </Group>
  )
}

const LINES_SHOWN = 6

function Lines({ address: { lines, set }, facets }: Omit<SideProps, 'libraries'>) {
  const say = useWords()
  const known = (facets?.lines ?? []).flatMap((one) =>
    one.lines === null ? [] : [{ lines: one.lines, count: one.count }],
  )
  if (known.length === 0) return null
  const shown = known.toSorted((a, b) => b.lines - a.lines).slice(0, LINES_SHOWN)
  return (
    <Group title={say('web.library.lines')}>
      {shown.map((one) => (
        <Choice
          key={one.lines}
          isOn={one.lines === lines}
          onToggle={() => set({ lines: one.lines === lines ? undefined : String(one.lines) })}
          count={one.count}
        >
          {linesWord(one.lines)}
        </Choice>
      ))}
    </Group>
  )
}

function States({ address: { state, set }, facets }: Omit<SideProps, 'libraries'>) {
  const say = useWords()
  const known = (facets?.states ?? []).filter(({ count }) => count > 0)
  if (known.length < 2 && state === undefined) return null
  return (
    <Group title={say('web.library.state')}>
      {known.map((one) => (
        <Choice
          key={one.state}
          isOn={one.state === state}
          onToggle={() => set({ state: one.state === state ? undefined : one.state })}
          count={one.count}
        >
          {say(`web.library.state.${one.state}`)}
        </Choice>
      ))}
    </Group>
  )
}
