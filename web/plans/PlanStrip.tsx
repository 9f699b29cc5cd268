import { useQueries } from '@tanstack/react-query'
import { archiveRoutes } from '../../src/archive/contract.ts'
import type { OperationView } from '../../src/plans/contract.ts'
import { Thumb } from '../archive/Thumb.tsx'
import { call } from '../api/client.ts'
import { keyOf } from '../api/use-api.ts'
import { formatNumber } from '../format.ts'
import { useWords } from '../words.ts'

const MOST = 8
const { getItem } = archiveRoutes.routes

/** Pictures of the first items of a plan. */
export function PlanStrip({ operations, total }: { operations: readonly OperationView[]; total: number }) {
  const say = useWords()
  const ids = operations
    .map((operation) => Number(operation.before['itemId']))
    .filter((id) => Number.isInteger(id) && id > 0)
    .slice(0, MOST)
  const items = useQueries({
    queries: ids.map((itemId) => ({
      queryKey: keyOf(getItem, { params: { itemId } }),
      queryFn: ({ signal }: { signal: AbortSignal }) => call(getItem, { params: { itemId } }, { signal }),
    })),
  })
  const shown = items.flatMap((item) => (item.data === undefined ? [] : [item.data]))
  if (shown.length === 0) return null
  return (
    <>
      {shown.map((item) => (
        <Thumb key={item.itemId} item={item} />
      ))}
      {/* How many pictures there is room for only the screen knows. */}
      <span className="s12 t3 nowrap">{say('web.plan.filesInAll', { n: formatNumber(total) })}</span>
    </>
  )
}
