import { join } from 'node:path'
import { instantOrNull } from '../../kernel/contract.ts'
import { InvalidInputError, NotFoundError } from '../../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../../kernel/paging.ts'
import { type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { identityAt } from '../batches/look-at-items.ts'
import type { ArchiveCore } from '../core.ts'
import { findItems } from '../items/store.ts'
import { DEFAULT_ARCHIVE } from '../model.ts'
import { findCopies, type WhereDeps } from '../where/find-copies.ts'
import { toWhereView } from '../where/views.ts'
import { acceptFinding } from './accept-finding.ts'
import { type FindingView, type IntegrityOverview, integrityRoutes } from './contract.ts'
import { CheckIntegrity } from './jobs.ts'
import { AGES_DAYS, CARD_OF, type Finding } from './model.ts'
import { listFindings, sumOpen } from './finding-store.ts'
import { countByAge, listChecks, sumDue } from './store.ts'
import { toCheckView, toFindingView } from './views.ts'

type Deps = ArchiveCore & WhereDeps

export function integrityRoutesOf(deps: Deps): BoundRoute[] {
  const { db, clock, jobs } = deps
  return bindRoutes(integrityRoutes, {
    overview: () => overviewOf(deps),
    listChecks: async ({ query }) => {
      const rows = await listChecks(db.read, DEFAULT_ARCHIVE, {
        before: decodeCursor(query.cursor),
        limit: query.limit + 1,
      })
      const page = pageFrom(rows, query.limit, (check) => check.checkId)
      return { items: page.items.map((check) => toCheckView(check, clock.now())), nextCursor: page.nextCursor }
    },
    startCheck: async ({ body, actor }) => {
      const names = body.folder.split('/').filter((name) => name !== '' && name !== '.')
      const folder = names.join('/')
      if (body.scope === 'folder') await requireThere(deps, folder)
      deps.folders.current()
      return db.tx(async (tx) => {
        const payload = { archiveId: DEFAULT_ARCHIVE, scope: body.scope, folder: body.scope === 'folder' ? folder : '' }
        // Somebody waits for this one.
        const { runId } = await jobs.enqueue(tx, CheckIntegrity, payload, { actor: actor.id, priority: 4 })
        return { runId }
      })
    },
    listFindings: async ({ query }) => {
      const rows = await listFindings(db.read, DEFAULT_ARCHIVE, {
        state: query.state,
        before: decodeCursor(query.cursor),
        limit: query.limit + 1,
      })
      const page = pageFrom(rows, query.limit, (finding) => finding.findingId)
      return { items: await viewsOf(deps, page.items), nextCursor: page.nextCursor }
    },
    acceptFinding: async ({ params, actor }) => {
      const [view] = await viewsOf(deps, [await acceptFinding(deps, params.findingId, actor.id)])
      return view as FindingView
    },
  })
}

/**
 * Nothing would be found wrong with a folder whose name was mistaken. While the archive is away it can't be told.
 * @throws InvalidInputError, NotFoundError
 */
async function requireThere({ db, folders, roots }: Deps, folder: string): Promise<void> {
  if (folder === '') throw new InvalidInputError('archive/check-which-folder')
  const { archive } = folders.current()
  if (folder.split('/').includes('..'))
    throw new InvalidInputError('archive/outside-root', { params: { path: folder } })
  if ((await roots.check(archive.id)).kind === 'offline') return
  const extent = { rootId: archive.id, scope: 'folder' as const, folder, before: Number.MAX_SAFE_INTEGER }
  if ((await sumDue(db.read, extent)).files > 0) return
  if ((await identityAt(join(archive.path, folder))) === undefined)
    throw new NotFoundError('archive/no-such-path', { params: { path: folder, root: archive.name } })
}

/** Each with the places where the bytes on record can be had. */
async function viewsOf(deps: Deps, findings: readonly Finding[]): Promise<FindingView[]> {
  const items = new Map(
    (
      await findItems(
        deps.db.read,
        findings.map((one) => one.itemId),
      )
    ).map((item) => [item.itemId, item]),
  )
  const hashes = [...new Set(findings.flatMap(({ expectedSha256 }) => expectedSha256 ?? []))]
  const { answers } = await findCopies(
    deps,
    hashes.map((sha256) => ({ sha256 })),
  )
  const byHash = new Map(answers.map((answer) => [answer.sha256, toWhereView(answer, deps.folders)]))
  return findings.map((finding) => {
    const found = byHash.get(finding.expectedSha256 ?? '')?.copies ?? []
    const others = found.filter(
      ({ itemId, isVerified, reason }) => itemId !== finding.itemId && (isVerified || reason?.code !== 'where.gone'),
    )
    const copies = others
      .map(({ name, path, isVerified, verifiedAt }) => ({ name, path, isVerified, verifiedAt }))
      .toSorted((a, b) => Number(b.isVerified) - Number(a.isVerified))
    return toFindingView(finding, items.get(finding.itemId), copies)
  })
}

async function overviewOf(deps: Deps): Promise<IntegrityOverview> {
  const { db, clock, settings, folders } = deps
  const rootId = folders.current().archive.id
  const extent = { rootId, scope: 'all' as const, folder: '', before: Number.MAX_SAFE_INTEGER }
  const [total, counts, open, [newest], nextAt] = await Promise.all([
    sumDue(db.read, extent),
    countByAge(db.read, rootId, clock.now()),
    sumOpen(db.read, DEFAULT_ARCHIVE),
    listChecks(db.read, DEFAULT_ARCHIVE, { limit: 1 }),
    deps.nextCheckAt(),
  ])
  const openOf = (card: 'damaged' | 'unreadable' | 'missing'): number =>
    open.filter(({ kind }) => CARD_OF[kind] === card).reduce((sum, { count }) => sum + count, 0)
  const { share_percent, hours, max_mb_per_s } = settings().integrity
  return {
    files: total.files,
    bytes: total.bytes,
    ages: [...AGES_DAYS, null].map((upToDays, index) => ({ upToDays, count: counts[index] ?? 0 })),
    never: counts.at(-1) ?? 0,
    open: { damaged: openOf('damaged'), unreadable: openOf('unreadable'), missing: openOf('missing') },
    sharePercent: share_percent,
    hours,
    maxMbPerS: max_mb_per_s ?? null,
    nights: Math.ceil(100 / share_percent),
    nextAt: instantOrNull(nextAt),
    running: newest?.state === 'running' ? toCheckView(newest, clock.now()) : null,
  }
}
