import type { Audit } from '../../access/index.ts'
import type { Db } from '../../db/db.ts'
import { NotFoundError } from '../../kernel/errors.ts'
import type { LiveSecrets } from '../../kernel/redact.ts'
import { type Actor, type BoundRoute, bindRoutes, withHeaders } from '../../kernel/routes.ts'
import { say } from '../../kernel/words.ts'
import { type BundleView, supportRoutes } from '../contract.ts'
import { type CollectDeps, collectParts } from './collect.ts'
import { type Bundle, keepBundles, makeBundle } from './make-bundle.ts'
import { createScrubber } from './scrub.ts'

export interface SupportDeps extends CollectDeps {
  db: Db
  audit: Audit
  /** All values that must not be in a bundle, as they are now. */
  secrets: () => Promise<LiveSecrets>
}

export function supportRoutesOf(deps: SupportDeps): BoundRoute[] {
  const kept = keepBundles(() => deps.clock.now())
  const need = (bundleId: string): Bundle => {
    const bundle = kept.find(bundleId)
    if (bundle === undefined) throw new NotFoundError('support/no-such-bundle', { params: { bundleId } })
    return bundle
  }
  return bindRoutes(supportRoutes, {
    makeBundle: async ({ body, actor, request, signal }) => {
      const scrubber = createScrubber({ known: await deps.secrets(), ...body })
      const parts = await collectParts(deps, signal)
      const bundle = makeBundle(parts, { scrubber, now: deps.clock.now(), about })
      await tellAudit(deps, { action: 'support.bundle.made', view: bundle.view, actor, address: request.address })
      kept.add(bundle)
      return bundle.view
    },
    getBundleFile: async ({ params: { bundleId, name } }) => {
      const data = need(bundleId).files.get(name)
      if (data === undefined) throw new NotFoundError('support/no-such-file', { params: { name } })
      return { contentType: 'text/plain; charset=utf-8', data, cacheControl: 'no-store' }
    },
    downloadBundle: async ({ params, actor, request }) => {
      const { archive, view } = need(params.bundleId)
      await tellAudit(deps, { action: 'support.bundle.taken', view, actor, address: request.address })
      const body = { contentType: 'application/zip', data: archive, fileName: view.fileName, cacheControl: 'no-store' }
      return withHeaders(body, { 'x-sha256': view.sha256 })
    },
  })
}

const about = (removed: BundleView['removed']): string =>
  [
    say('support.readme'),
    '',
    removed.length === 0 ? say('support.readme.nothing') : say('support.readme.removed'),
    ...removed.map(({ what, count }) => `  ${what}: ${count}`),
    '',
  ].join('\n')

async function tellAudit(
  { db, audit }: SupportDeps,
  { action, view, actor, address }: { action: string; view: BundleView; actor: Actor; address: string },
): Promise<void> {
  const details = { sha256: view.sha256, bytes: view.bytes, files: view.files.length }
  await db.tx((tx) => audit.append(tx, { actor: actor.id, address, action, subject: view.bundleId, details }))
}
