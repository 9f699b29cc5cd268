import { IconLock, IconLockOpen, IconRefresh, IconSend } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { TitleView } from '../../../src/library/titles/contract.ts'
import { call, type ProblemError } from '../../api/client.ts'
import { roomOf } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import type { TableSelection } from '../../parts/table-view.ts'
import { toast } from '../../parts/toast.ts'
import { useChosen } from '../../parts/use-chosen.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { PAGE } from './title-pages.ts'
import { routes } from './use-titles.ts'

type Act = 'lock' | 'unlock' | 'refresh' | 'publish'
const ACTS = [
  ['refresh', IconRefresh],
  ['publish', IconSend],
  ['lock', IconLock],
  ['unlock', IconLockOpen],
] as const
/** So many the server takes at once. */
const AT_ONCE = 500

interface Matching {
  filters: object
  total: number | null
  titles: readonly TitleView[]
}

/** Titles that were chosen one by one, or all that match, and what is done with them together. */
export function useTitleChoice({ filters, total, titles }: Matching) {
  const say = useWords()
  const may = useMay('jobs:write')
  const { chosen, isAll, choose, chooseNone, chooseAll } = useChosen(JSON.stringify(filters))
  const anchor = useRef(0)
  const together = useTogether(chooseNone)
  const ids = isAll ? new Set(titles.map(({ titleId }) => String(titleId))) : chosen
  const act = (name: Act) => void together.run(name, isAll ? { filters } : { ids: [...chosen].map(Number) })
  const selection: TableSelection = {
    ids,
    isAll,
    onChange: choose,
    ...(total === null ? {} : { onAll: chooseAll }),
    actions: may ? (
      <>
        {ACTS.map(([name, icon]) => (
          <Button
            key={name}
            isSmall
            isWrite
            look={name === 'unlock' ? 'quiet' : 'plain'}
            icon={icon}
            whyNot={together.busy === null ? null : together.busy}
            onClick={() => act(name)}
          >
            {say(`web.library.together.${name}`)}
          </Button>
        ))}
        {together.busy !== null && (
          <span className="s12 t2 num" role="status">
            {together.busy}
          </span>
        )}
      </>
    ) : null,
  }
  /** Of a place in the list; a range goes from the one that was chosen last. */
  const toggle = (index: number, isRange: boolean) => {
    const from = isRange ? Math.min(anchor.current, index) : index
    const to = isRange ? Math.max(anchor.current, index) : index
    const next = new Set(ids)
    const isOn = !next.has(String(titles[index]?.titleId))
    for (const { titleId } of titles.slice(from, to + 1)) {
      if (isOn) next.add(String(titleId))
      else next.delete(String(titleId))
    }
    anchor.current = index
    choose(next)
  }
  return { selection, toggle, error: together.error, left: together.left }
}

interface Left {
  count: number
  reason: string
}

/** One act for many titles, in parts that the server takes; all that match are read first. */
function useTogether(onDone: () => void) {
  const say = useWords()
  const client = useQueryClient()
  const [busy, setBusy] = useState<string | null>(null)
  const [error, setError] = useState<ProblemError | null>(null)
  const [left, setLeft] = useState<Left | null>(null)
  const go = async (act: Act, which: { ids: number[] } | { filters: object }): Promise<void> => {
    const ids =
      'ids' in which
        ? which.ids
        : await allThatMatch(which.filters, (n) => setBusy(say('web.library.together.finding', { n: formatNumber(n) })))
    let done = 0
    const kept: string[] = []
    for (let at = 0; at < ids.length; at += AT_ONCE) {
      setBusy(say('web.library.together.doing', { n: formatNumber(at), total: formatNumber(ids.length) }))
      const reply = await call(routes.together, { body: { act, titleIds: ids.slice(at, at + AT_ONCE) } })
      done += reply.done
      kept.push(...reply.left.map(({ reason }) => reason.text))
    }
    setLeft(kept[0] === undefined ? null : { count: kept.length, reason: kept[0] })
    toast({ title: say(`web.library.together.${act}.done`, { count: done, n: formatNumber(done) }) })
  }
  return {
    busy,
    error,
    left,
    run: async (act: Act, which: { ids: number[] } | { filters: object }): Promise<void> => {
      setError(null)
      setBusy(say('web.signin.busy'))
      try {
        await go(act, which)
        onDone()
      } catch (cause) {
        setError(cause as ProblemError)
      } finally {
        setBusy(null)
        await client.invalidateQueries({
          predicate: ({ queryKey }) => roomOf(String(queryKey[0])) === roomOf(routes.list.path),
        })
      }
    },
  }
}

async function allThatMatch(filters: object, onFound: (count: number) => void): Promise<number[]> {
  const ids = new Set<number>()
  let cursor: string | null = null
  do {
    const query: Record<string, unknown> = { ...filters, limit: PAGE, ...(cursor === null ? {} : { cursor }) }
    const page: { items: readonly TitleView[]; nextCursor: string | null } = await call(routes.list, { query })
    for (const { titleId } of page.items) ids.add(titleId)
    onFound(ids.size)
    cursor = page.nextCursor
  } while (cursor !== null)
  return [...ids]
}
