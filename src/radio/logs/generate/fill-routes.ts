import { instant } from '../../../kernel/contract.ts'
import { InvalidInputError } from '../../../kernel/errors.ts'
import { type bindRoutes, withEtag } from '../../../kernel/routes.ts'
import { editorOf } from '../caller.ts'
import type { logRoutes } from '../contract.ts'
import type { LogDeps } from '../deps.ts'
import type { Shelf } from '../ports.ts'
import type { FilledView } from '../read/contract.ts'
import { sayReason, toLogView } from '../read/views.ts'
import { type FilledGap, fillGap } from './fill-gap.ts'

type Handlers = Parameters<typeof bindRoutes<typeof logRoutes>>[1]

export function fillRoutesOf(deps: LogDeps): Pick<Handlers, 'fill'> {
  const fill = fillGap(deps)
  return {
    fill: async ({ params, body: { startsAt, seed, dryRun, ...shelves }, ...call }) => {
      const filled = await fill({
        logId: params.logId,
        startsAt: Date.parse(startsAt),
        from: shelfOf(shelves),
        seed,
        isDryRun: dryRun,
        by: editorOf(call),
        ifMatch: call.request.ifMatch,
        signal: call.signal,
      })
      const seen = { actor: call.actor.id, now: deps.clock.now() }
      return withEtag(toFilledView(filled, { isDryRun: dryRun, ...seen }), String(filled.log.revision))
    },
  }
}

function shelfOf({ categoryId, cartId }: { categoryId?: number | undefined; cartId?: number | undefined }): Shelf {
  if (categoryId !== undefined && cartId === undefined) return { kind: 'category', id: categoryId }
  if (cartId !== undefined && categoryId === undefined) return { kind: 'cart', id: cartId }
  const code = 'radio/one-shelf-needed'
  throw new InvalidInputError(code, { status: 422, fields: [{ pointer: '/categoryId', code }] })
}

const toFilledView = (
  { log, items, unfilled, seed }: FilledGap,
  { isDryRun, ...seen }: { isDryRun: boolean; actor: string; now: number },
): FilledView => ({
  log: toLogView(log, seen),
  isDryRun,
  added: items.map(({ startsAt, lengthMs, trackId, title, artist, typeCode, why }) => ({
    startsAt: instant(startsAt),
    lengthMs,
    trackId,
    title,
    artist,
    typeCode,
    chose: sayReason(why.chose),
    blocked: why.blocked.map((one) => ({ trackId: one.trackId, title: one.title, text: sayReason(one.by) })),
    broken: why.broken.map(sayReason),
  })),
  unfilled: unfilled.map(({ startsAt, endsAt, reason }) => ({
    startsAt: instant(startsAt),
    endsAt: instant(endsAt),
    lengthMs: endsAt - startsAt,
    reason: sayReason(reason),
  })),
  seed,
})
