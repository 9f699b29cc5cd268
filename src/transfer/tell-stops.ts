import type { Attention } from '../attention/attention.ts'
import type { Db } from '../db/db.ts'
import { UnavailableError } from '../kernel/errors.ts'
import type { Root } from './model.ts'
import type { Roots } from './roots.ts'
import { findMoves } from './store.ts'
import type { Transfer } from './journaled-move.ts'

interface TellDeps {
  db: Db
  roots: Roots
  attention: Attention
}

const causeOf = (path: string): string => `transfer-stopped:${path}`

/** Tells people why moves wait (a disk is full, read-only or away), and takes that back when they go on. */
export function tellStops(transfer: Transfer, deps: TellDeps): Transfer {
  let open: Set<string> | undefined
  const openPaths = async (): Promise<Set<string>> => (open ??= await forgetEarlier(deps))
  const telling = async <T>(ids: readonly number[], work: () => Promise<T>): Promise<T> => {
    const told = await openPaths()
    try {
      const done = await work()
      if (told.size > 0) await resolveStops(deps, ids, told)
      return done
    } catch (error) {
      if (error instanceof UnavailableError) await raiseStop(deps, error, told)
      throw error
    }
  }
  return {
    ...transfer,
    run: (ids, options) => telling(ids, () => transfer.run(ids, options)),
    undo: (ids, options) => telling(ids, () => transfer.undo(ids, options)),
  }
}

/** What an earlier process told is told again if it is still so. */
async function forgetEarlier({ db, roots, attention }: TellDeps): Promise<Set<string>> {
  const known = await roots.list()
  await db.tx(async (tx) => {
    for (const { path } of known) await attention.resolve(tx, causeOf(path))
  })
  return new Set()
}

async function raiseStop(
  { db, roots, attention }: TellDeps,
  error: UnavailableError,
  told: Set<string>,
): Promise<void> {
  const path = String(error.params['root'])
  const root = (await roots.list()).find((one) => one.path === path)
  if (root === undefined) return
  if (error.code === 'transfer/root-offline') {
    await roots.check(root.id)
    return
  }
  told.add(path)
  await db.tx((tx) => attention.raise(tx, stopCard(root, error)))
}

const stopCard = (root: Root, { code, params }: UnavailableError): Parameters<Attention['raise']>[1] => ({
  cause: causeOf(root.path),
  code: `transfer-stopped.${code.slice(code.indexOf('/') + 1)}`,
  params: { name: root.name, path: root.path, errno: String(params['errno'] ?? '') },
  severity: 'bad',
  subject: `root:${root.id}`,
  actions: [{ code: 'open-activity', open: '/activity' }],
})

async function resolveStops(
  { db, roots, attention }: TellDeps,
  ids: readonly number[],
  told: Set<string>,
): Promise<void> {
  const used = new Set((await findMoves(db.read, ids)).flatMap((row) => [row.from_root, row.to_root]))
  const moving = (await roots.list()).filter((root) => used.has(root.id) && told.has(root.path))
  await db.tx(async (tx) => {
    for (const { path } of moving) await attention.resolve(tx, causeOf(path))
  })
  for (const { path } of moving) told.delete(path)
}
