import { Link, useNavigate } from '@tanstack/react-router'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { IconRefresh } from '@tabler/icons-react'
import { useRef, type KeyboardEvent } from 'react'
import { connectionRoutes, type ConnectionView } from '../../src/connections/contract.ts'
import { call } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { formatNumber } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Panel } from '../parts/Panel.tsx'
import { STATES } from '../parts/states.ts'
import { useListKeys } from '../parts/use-list-keys.ts'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { toConnection } from './address.ts'
import { lineOf, lookOf, tookOf } from './connection-look.ts'
import styles from './Connections.module.css'

interface ConnectionListProps {
  items: readonly ConnectionView[]
  openId: number | null
}

/** All connections by name: how each is, what is wrong with it or where it is, and how long it took. */
export function ConnectionList({ items, openId }: ConnectionListProps) {
  const say = useWords()
  const mayTest = useMay('config:write')
  const list = useRef<HTMLUListElement>(null)
  const navigate = useNavigate()
  const move = (by: 1 | -1) => {
    const at = items.findIndex(({ connectionId }) => connectionId === openId)
    const next = items[Math.max(0, Math.min(at + by, items.length - 1))]
    if (next === undefined) return
    void navigate({ ...toConnection(next.connectionId), resetScroll: false })
    list.current?.querySelector<HTMLElement>(`[data-id="${next.connectionId}"]`)?.focus()
  }
  useListKeys({ frame: list, onOpen: true }, move)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
    event.preventDefault()
    move(event.key === 'ArrowDown' ? 1 : -1)
  }
  return (
    <Panel name={say('web.nav.connections')} footer={<Foot items={items} mayTest={mayTest} />}>
      <ul ref={list} className={styles.list}>
        {items.map((view) => (
          <li key={view.connectionId}>
            <Row view={view} isOpen={view.connectionId === openId} onKeyDown={onKeyDown} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}

interface RowProps {
  view: ConnectionView
  isOpen: boolean
  onKeyDown: (event: KeyboardEvent) => void
}

function Row({ view, isOpen, onKeyDown }: RowProps) {
  const say = useWords()
  const { state, word } = lookOf(say, view)
  const { tone, icon } = STATES[state]
  const took = tookOf(view)
  return (
    <Link
      {...toConnection(view.connectionId)}
      className={styles.row}
      data-id={view.connectionId}
      data-on={isOpen || undefined}
      aria-current={isOpen ? 'page' : undefined}
      resetScroll={false}
      onKeyDown={onKeyDown}
    >
      <span className={`tone-${tone}`}>
        <Icon of={icon} />
        <span className="sr-only">{word}: </span>
      </span>
      <span className="col gap2">
        <b className="s13 cut">{view.name}</b>
        <span className="s12 t2 cut">{lineOf(say, view)}</span>
      </span>
      <span className="s12 t3 num nowrap">
        {took !== undefined && say('web.connections.ms', { ms: formatNumber(took) })}
      </span>
    </Link>
  )
}

function Foot({ items, mayTest }: { items: readonly ConnectionView[]; mayTest: boolean }) {
  const say = useWords()
  const client = useQueryClient()
  const all = useMutation({
    mutationFn: () =>
      Promise.all(
        items
          .filter(({ isEnabled }) => isEnabled)
          .map(({ connectionId }) => call(connectionRoutes.routes.test, { params: { connectionId } })),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: [connectionRoutes.routes.list.path] }),
  })
  return (
    <>
      {all.error !== null && <ProblemPanel error={all.error} />}
      {mayTest && (
        <Button
          isSmall
          isWrite
          icon={IconRefresh}
          whyNot={all.isPending ? say('web.connections.testing') : null}
          onClick={() => all.mutate()}
        >
          {say('web.connections.testAll')}
        </Button>
      )}
      <span className="end s12 t3">{say('web.connections.eachMinute')}</span>
    </>
  )
}
