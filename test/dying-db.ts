import type { Db } from '../src/db/db.ts'

const never = (): Promise<never> => new Promise(() => {})

/** A catalogue whose process dies at one of its commits, and the moment in which it does. */
export interface Dying {
  dying: Db
  dead: Promise<'died'>
}

const dyingDb = (db: Db, tx: Db['tx']): Db => ({
  dialect: db.dialect,
  read: db.read,
  tx,
  txTogether: tx,
  [Symbol.asyncDispose]: () => Promise.resolve(),
})

/** Dies right after one of its commits, or before it begins, so that what was sent since the last one is written nowhere. */
export function dyingAt(db: Db, write: number, moment: 'after' | 'before'): Dying {
  let died = (): void => {}
  let left = write
  const dead = new Promise<'died'>((resolve) => (died = () => resolve('died')))
  const tx: Db['tx'] = async (work) => {
    left--
    if (left < 0 || (left === 0 && moment === 'before')) {
      died()
      return never()
    }
    const result = await db.tx(work)
    if (left > 0) return result
    died()
    return never()
  }
  return { dying: dyingDb(db, tx), dead }
}

/** Dies before its next commit, once something is so. */
export function dyingWhen(db: Db, isSo: () => boolean): Dying {
  let died = (): void => {}
  const dead = new Promise<'died'>((resolve) => (died = () => resolve('died')))
  const tx: Db['tx'] = async (work) => {
    if (!isSo()) return db.tx(work)
    died()
    return never()
  }
  return { dying: dyingDb(db, tx), dead }
}
