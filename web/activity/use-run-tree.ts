import { useQueries } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import { call } from '../api/client.ts'
import { keyOf } from '../api/use-api.ts'

const { listChildren } = jobRoutes.routes
const PAGE = 200

/** A row of the tree: a job, or the place where more children can be loaded. */
export type TreeEntry =
  | { kind: 'job'; job: JobView; level: number; isOpen: boolean; rails: readonly boolean[] }
  | { kind: 'more'; parent: JobView; level: number; left: number; rails: readonly boolean[] }

interface Children {
  items: readonly JobView[]
  hasMore: boolean
}

/** Which rows are open, and the rows in their order. Children are loaded when their row is opened. */
export function useRunTree(runs: readonly JobView[]) {
  const [pages, setPages] = useState<ReadonlyMap<number, number>>(new Map())
  const open = [...pages.keys()]
  const loaded = useQueries({
    queries: open.map((jobId) => ({
      queryKey: [...keyOf(listChildren, { jobId }), pages.get(jobId)],
      queryFn: ({ signal }: { signal: AbortSignal }) => loadChildren(jobId, pages.get(jobId) ?? 1, signal),
      placeholderData: (old: Children | undefined) => old,
    })),
  })
  const children = new Map(open.map((jobId, index) => [jobId, loaded[index]?.data]))
  const toggle = useCallback((jobId: number) => {
    setPages((old) => {
      const next = new Map(old)
      if (!next.delete(jobId)) next.set(jobId, 1)
      return next
    })
  }, [])
  const more = useCallback((jobId: number) => setPages((old) => new Map(old).set(jobId, (old.get(jobId) ?? 1) + 1)), [])
  const error = loaded.find((one) => one.error !== null)?.error ?? null
  const jobs = [...runs, ...[...children.values()].flatMap((one) => one?.items ?? [])]
  return { entries: flatten(runs, children, null), jobs, toggle, more, error }
}

async function loadChildren(jobId: number, pages: number, signal: AbortSignal): Promise<Children> {
  const items: JobView[] = []
  let cursor: string | undefined
  for (let page = 0; page < pages; page += 1) {
    const query = { limit: PAGE, ...(cursor === undefined ? {} : { cursor }) }
    const reply = await call(listChildren, { params: { jobId }, query }, { signal })
    items.push(...reply.items)
    if (reply.nextCursor === null) return { items: failedFirst(items), hasMore: false }
    cursor = reply.nextCursor
  }
  return { items: failedFirst(items), hasMore: true }
}

const TROUBLE = ['failed', 'quarantined']

/** What failed stands first, the rest in the order in which it was made. */
function failedFirst(jobs: readonly JobView[]): JobView[] {
  const rank = (job: JobView) => (TROUBLE.includes(job.state) ? 0 : 1)
  return jobs.toSorted((a, b) => rank(a) - rank(b) || a.jobId - b.jobId)
}

/** @param rails of the parent; a run has none, so that its level is 1 */
function flatten(
  jobs: readonly JobView[],
  children: ReadonlyMap<number, Children | undefined>,
  rails: readonly boolean[] | null,
): TreeEntry[] {
  const level = rails === null ? 1 : rails.length + 2
  return jobs.flatMap((job, index): TreeEntry[] => {
    const goesOn = index < jobs.length - 1
    const own = rails === null ? [] : [...rails, goesOn]
    const entry: TreeEntry = { kind: 'job', job, level, isOpen: children.has(job.jobId), rails: own }
    const below = children.get(job.jobId)
    if (below === undefined) return [entry]
    const left = job.children.total - below.items.length
    const more: TreeEntry[] = below.hasMore
      ? [{ kind: 'more', parent: job, level: level + 1, left, rails: [...own, false] }]
      : []
    return [entry, ...flatten(below.items, children, own), ...more]
  })
}
