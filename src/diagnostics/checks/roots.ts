import type { DoctorCheck, Finding } from '../../connections/index.ts'
import type { Root, Roots, RootStatus } from '../../transfer/index.ts'
import { doubtful, well, wrong } from './finding.ts'
import { inTime } from './in-time.ts'
import type { WriteTrial } from './try-writing.ts'

const LONGEST_LOOK_MS = 6000
/** Files count as lying still by their file system's clock. */
const SKEW_MS = 10_000

interface Deps {
  roots: Pick<Roots, 'list' | 'check'>
  tryWriting: (folder: string) => Promise<WriteTrial>
}

/** Every folder that Patchbay was given: whether it is there, can really be written, and by which clock. */
export function rootsCheck(deps: Deps): DoctorCheck {
  return {
    id: 'roots',
    area: 'files',
    async run() {
      const used = (await deps.roots.list()).filter(({ isRetired }) => !isRetired)
      const looks = await Promise.all(used.map(async (root) => inTime(lookAt(deps, root), LONGEST_LOOK_MS)))
      return looks.flatMap((findings, index) => findings ?? [silent(used[index])])
    },
  }
}

const silent = (root: Root | undefined): Finding =>
  wrong('root-silent', { root: root?.name ?? '', path: root?.path ?? '', seconds: LONGEST_LOOK_MS / 1000 })

async function lookAt({ roots, tryWriting }: Deps, root: Root): Promise<Finding[]> {
  const status = await roots.check(root.id)
  const params = { root: root.name, path: root.path }
  if (status.kind === 'offline') return [wrong(`root-offline.${status.reason}`, params)]
  if (status.isReadOnly) return [wrong('root-read-only', params)]
  const trial = await tryWriting(root.path)
  if (trial.kind === 'refused') return [wrong('root-not-written', { ...params, errno: trial.errno })]
  return [skewOf(trial.aheadMs, params) ?? online(root, status)]
}

const online = (root: Root, { freeBytes }: Extract<RootStatus, { kind: 'online' }>): Finding =>
  well('root-online', { root: root.name, path: root.path, freeGb: Math.floor(freeBytes / 1e9) })

function skewOf(aheadMs: number, params: { root: string; path: string }): Finding | undefined {
  if (Math.abs(aheadMs) < SKEW_MS) return undefined
  const code = aheadMs > 0 ? 'root-clock-ahead' : 'root-clock-behind'
  return doubtful(code, { ...params, seconds: Math.round(Math.abs(aheadMs) / 1000) })
}
