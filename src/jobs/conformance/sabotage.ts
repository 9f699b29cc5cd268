import { type KyselyPlugin, type RootOperationNode, sql } from 'kysely'
import { afterCommit, type Db, openHooks } from '../../db/db.ts'
import { setUpJobs } from '../setup.ts'
import type { MakeEngine } from './world.ts'

/** An engine that breaks a promise on purpose, and the case that has to notice. */
export interface Sabotage {
  name: 'skip-fence' | 'reset-on-start' | 'forget-attempt' | 'skip-recount' | 'forget-dependents'
  make: MakeEngine
  /** Part of the name of each case that must fail. */
  caughtBy: readonly string[]
}

/** A database that changes what the engine says to it. */
function rewriting(db: Db, rewrite: (text: string) => string): Db {
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => rewriteNode(node, rewrite),
    transformResult: async ({ result }) => result,
  }
  const bend =
    (how: Db['tx']): Db['tx'] =>
    (work) =>
      how(async (tx) => {
        const bent = tx.withPlugin(plugin)
        const executeQuery = bent.executeQuery.bind(bent)
        bent.executeQuery = ((query: { sql: string }) =>
          executeQuery({ ...query, sql: rewrite(query.sql) } as never)) as never
        const hooks = openHooks(bent, db.dialect)
        const result = await work(bent)
        for (const call of hooks.afterCommit) afterCommit(tx, call)
        return result
      })
  return {
    ...db,
    read: db.read,
    tx: bend(db.tx),
    txTogether: bend(db.txTogether),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  }
}

function rewriteNode(node: RootOperationNode, rewrite: (text: string) => string): RootOperationNode {
  if (node.kind !== 'RawNode') return node
  const parameters = node.parameters.map((inner) => rewriteNode(inner as RootOperationNode, rewrite))
  return { ...node, sqlFragments: node.sqlFragments.map(rewrite), parameters }
}

/** The same detour without a change: shows that it is the sabotage that is noticed. */
export const honest: MakeEngine = (deps, settings) =>
  setUpJobs({ ...deps, db: rewriting(deps.db, (text) => text) }, settings)

export const sabotages: readonly Sabotage[] = [
  {
    name: 'skip-fence',
    make: (deps, settings) => {
      const blind = (text: string): string =>
        text
          .replace("state = 'running' and owner = ", '0 <> ')
          .replace(' and attempt = ', ' and 0 <> ')
          .replace('and q.owner = j.value ->> 2', '')
          .replace('q.attempt = j.value ->> 1', '1 = 1')
      return setUpJobs({ ...deps, db: rewriting(deps.db, blind) }, settings)
    },
    caughtBy: ['refuses what a worker writes', 'refuses the ending of an attempt'],
  },
  {
    name: 'reset-on-start',
    make(deps, settings) {
      const engine = setUpJobs(deps, settings)
      const start = engine.jobs.start.bind(engine.jobs)
      engine.jobs.start = async () => {
        const reset = sql`update job_queue set state = 'ready', owner = null where state = 'running'`
        await deps.db.tx((tx) => reset.execute(tx))
        await start()
      }
      return engine
    },
    caughtBy: ['a start takes nothing from a server that is alive'],
  },
  {
    name: 'forget-attempt',
    make: (deps, settings) => {
      const forgetful = (text: string): string => text.replace('attempt = attempt + 1', 'attempt = attempt')
      return setUpJobs({ ...deps, db: rewriting(deps.db, forgetful) }, settings)
    },
    caughtBy: ['tries again what is retryable', 'a start takes over at once'],
  },
  {
    name: 'skip-recount',
    make: (deps, settings) => {
      const skip = (text: string): string =>
        text.replace(/failed_children = \(select count\(\*\) from job_history c where .* and c\.id > /s, '$&1000000 + ')
      return setUpJobs({ ...deps, db: rewriting(deps.db, skip) }, settings)
    },
    caughtBy: ['retries one part and no other', 'whatever is done to a forest'],
  },
  {
    name: 'forget-dependents',
    make: (deps, settings) => {
      const forget = (text: string): string =>
        text.replace('select job_id from job_edges where after_id in', '$& (select 0) and after_id in')
      return setUpJobs({ ...deps, db: rewriting(deps.db, forget) }, settings)
    },
    caughtBy: ['whatever is done to a forest'],
  },
]
