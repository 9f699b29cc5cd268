import { instant, type Said } from '../../kernel/contract.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import { decodeCursor, pageFrom } from '../../kernel/paging.ts'
import { type Actor, type BoundRoute, bindRoutes } from '../../kernel/routes.ts'
import { say, sayCode } from '../../kernel/words.ts'
import { getLibrary } from '../libraries/index.ts'
import { publishRoutes, type PublicationView, type PublishStepView } from './contract.ts'
import type { PublishDeps } from './deps.ts'
import { PublishTitle } from './jobs.ts'
import { listKept, setLeft } from './kept-store.ts'
import { type PublishStep, UNDO_MS } from './model.ts'
import { planPublication } from './plan-publication.ts'
import { readPublishable } from './read-publishable.ts'
import { findLastPublication } from './store.ts'
import { tellKept } from './tell-kept.ts'
import { undoPublication } from './undo-publication.ts'

export function publishRoutesOf(deps: PublishDeps): BoundRoute[] {
  const { db, jobs } = deps
  return bindRoutes(publishRoutes, {
    preview: ({ params }) => preview(deps, params.titleId),
    publish: async ({ params: { titleId }, body, actor }) => {
      const { title } = await need(deps, titleId)
      const wish = { actor: actor.id, label: title, priority: 3 }
      return { runId: (await db.tx((tx) => jobs.enqueue(tx, PublishTitle, { titleId, ...body }, wish))).runId }
    },
    undo: async ({ params, actor, request }) => ({
      files: await undoPublication(deps, params.titleId, { actor: actor.id, address: request.address }),
    }),
    listKept: async ({ query: { cursor, limit, libraryId, left } }) => {
      const before = decodeCursor(cursor)
      const rows = await listKept(db.read, { libraryId, isLeft: left === 'yes', before, limit: limit + 1 })
      const { items, nextCursor } = pageFrom(rows, limit, ({ keptId }) => keptId)
      return {
        items: items.map((file) => ({ ...file, reason: saidOf(file.reason), at: instant(file.at) })),
        nextCursor,
      }
    },
    leaveKept: ({ body, actor, request }) => leave(deps, body, { actor, address: request.address }),
  })
}

/** @throws NotFoundError `library/no-such-title` */
async function need({ db }: PublishDeps, titleId: number) {
  const title = await readPublishable(db.read, titleId)
  if (title === undefined) throw new NotFoundError('library/no-such-title', { params: { titleId } })
  return title
}

async function preview(deps: PublishDeps, titleId: number): Promise<PublicationView> {
  const { db, roots, clock } = deps
  const title = await need(deps, titleId)
  const { rootId } = await getLibrary(db.read, title.libraryId)
  await roots.requireOnline(rootId)
  const { path: rootPath } = await roots.get(rootId)
  const steps = await planPublication(deps, { title, rootPath, takeOver: [] })
  const last = await findLastPublication(db.read, titleId)
  return {
    titleId,
    title: title.title,
    steps: steps.map(toStepView),
    last:
      last === undefined
        ? null
        : {
            at: instant(last.at),
            actor: last.actor,
            runId: last.runId,
            canUndo: last.at >= clock.now() - UNDO_MS,
          },
  }
}

const toStepView = ({ act, kind, relPath, reason }: PublishStep): PublishStepView => ({
  act,
  text: say(`publish.act.${act}`),
  kind,
  relPath,
  reason: reason === undefined ? null : saidOf(reason),
})

/** An error that stood in the way, or a reason of the rules. */
function saidOf({ code, params }: NonNullable<PublishStep['reason']>): Said {
  return code.includes('/') ? sayCode(code, params) : { code, params, text: say(`reason.${code}`, params) }
}

async function leave(
  { db, attention, audit }: PublishDeps,
  { keptIds, isLeft }: { keptIds: readonly number[]; isLeft: boolean },
  { actor, address }: { actor: Actor; address: string },
): Promise<{ changed: number }> {
  await db.tx(async (tx) => {
    for (const libraryId of await setLeft(tx, keptIds, isLeft))
      await tellKept(tx, attention, await getLibrary(tx, libraryId))
    const action = isLeft ? 'library.kept-files.left' : 'library.kept-files.asked'
    await audit.append(tx, { actor: actor.id, address, action, subject: 'library', details: { keptIds } })
  })
  return { changed: keptIds.length }
}
