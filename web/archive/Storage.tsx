import { archiveRoutes } from '../../src/archive/contract.ts'
import type { ReplyOf } from '../../src/kernel/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatBytes } from '../format.ts'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { StorageBar, type StoragePart } from '../parts/StorageBar.tsx'
import { useWords, type Say } from '../words.ts'

/** What the archive holds by kind, on a disk of which size. When that is full, the panel of its room over time says. */
export function Storage() {
  const say = useWords()
  // Other programs fill the disk, too.
  const storage = useRead(archiveRoutes.routes.getStorage, {}, { everyMs: 300_000 })
  const data = storage.data
  const used =
    data === undefined
      ? undefined
      : say('web.storage.used', {
          used: formatBytes(data.diskBytes - data.freeBytes),
          size: formatBytes(data.diskBytes),
        })
  return (
    <Panel title={say('web.storage')} actions={<span className="s12 t3 num">{used}</span>}>
      <PanelBody>
        {storage.error !== null && <ProblemPanel error={storage.error} onRetry={() => void storage.refetch()} />}
        {data !== undefined && (
          <div className="col gap12">
            <StorageBar capacityBytes={data.diskBytes} parts={partsOf(say, data)} />
            <div className="s12 t2">{say('web.storage.free', { free: formatBytes(data.freeBytes) })}</div>
          </div>
        )}
      </PanelBody>
    </Panel>
  )
}

/** What the archive holds, then what else lies on its disk. */
function partsOf(
  say: Say,
  { kinds, diskBytes, freeBytes }: ReplyOf<typeof archiveRoutes.routes.getStorage>,
): StoragePart[] {
  const own = foldKinds(kinds).map(({ kind, bytes }) => ({ label: say(`web.storage.kind.${kind}`), bytes }))
  const rest = diskBytes - freeBytes - own.reduce((sum, part) => sum + part.bytes, 0)
  return rest > 0 ? [...own, { label: say('web.storage.rest'), bytes: rest, isForeign: true }] : own
}

interface KindSize {
  kind: 'photo' | 'video' | 'raw' | 'other' | 'aside' | 'trashed'
  bytes: number
}

/** Five parts: what is kept aside and what is in the trash are one. */
function foldKinds(kinds: readonly KindSize[]): KindSize[] {
  const sizes = new Map<KindSize['kind'], number>()
  for (const { kind, bytes } of kinds) {
    const into = kind === 'trashed' ? 'aside' : kind
    sizes.set(into, (sizes.get(into) ?? 0) + bytes)
  }
  return [...sizes].map(([kind, bytes]) => ({ kind, bytes })).filter((one) => one.bytes > 0)
}
