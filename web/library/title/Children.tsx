import { Link } from '@tanstack/react-router'
import type { TitleDetail } from '../../../src/library/titles/contract.ts'
import { formatDuration } from '../../format.ts'
import { Panel, PanelRows } from '../../parts/Panel.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import { Poster } from '../titles/Poster.tsx'
import { flagOf } from '../titles/title-look.ts'
import styles from './title.module.css'
import { useTitle } from './use-title.ts'

type Child = TitleDetail['children'][number]

/** Seasons with their episodes, albums with their songs: all that lies below a title, in its order. */
export function Children({ title }: { title: TitleDetail }) {
  const say = useWords()
  const { children } = title
  if (children.length === 0) return null
  const hasMore = children.some(({ childCount }) => childCount > 0)
  if (!hasMore)
    return <Rows name={say(`web.library.children.${title.kind}` as 'web.library.children.series')} items={children} />
  return children.map((child) => <Branch key={child.titleId} child={child} />)
}

function Branch({ child }: { child: Child }) {
  const say = useWords()
  const read = useTitle(child.titleId)
  const items = read.data?.children ?? []
  return (
    <Rows
      name={child.title}
      titleId={child.titleId}
      aside={say(`web.library.childCount.${child.kind}` as 'web.library.childCount.season', {
        count: child.childCount,
      })}
      items={items}
    />
  )
}

interface RowsProps {
  name: string
  titleId?: number
  aside?: string
  items: readonly Child[]
}

function Rows({ name, titleId, aside, items }: RowsProps) {
  return (
    <Panel
      title={
        titleId === undefined ? (
          name
        ) : (
          <Link to="/library/titles/$titleId" params={{ titleId: String(titleId) }}>
            {name}
          </Link>
        )
      }
      {...(aside === undefined ? {} : { aside })}
      isLined
    >
      <PanelRows>
        {items.map((item) => (
          <Row key={item.titleId} item={item} />
        ))}
      </PanelRows>
    </Panel>
  )
}

const STILL = { widthPx: 64, heightPx: 36 }

function Row({ item }: { item: Child }) {
  const say = useWords()
  const flag = flagOf(say, item)
  return (
    <div className={styles.child}>
      <span className="s13 t3 num">{item.number ?? ''}</span>
      {item.posterSha256 === null ? <span /> : <Poster title={item} {...STILL} />}
      <Link to="/library/titles/$titleId" params={{ titleId: String(item.titleId) }} className="break">
        {item.title}
      </Link>
      <span className="row gap4">
        {flag !== undefined && (
          <StateChip state={flag.tone === 'bad' ? 'failed' : 'needsYou'} word={flag.word} isBare />
        )}
        <span className="s12 t3 num">{item.durationMs === null ? '' : formatDuration(item.durationMs)}</span>
      </span>
    </div>
  )
}
