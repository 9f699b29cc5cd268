import type { Clock } from '../kernel/clock.ts'
import { instant } from '../kernel/contract.ts'
import { AppError } from '../kernel/errors.ts'
import type { Names } from '../kernel/egress/names.ts'
import type { LogBook } from '../kernel/log.ts'
import { type BoundRoute, bindRoutes, withEtag } from '../kernel/routes.ts'
import { hasWords, say } from '../kernel/words.ts'
import { findTargets } from '../jobs/index.ts'
import {
  addConnection,
  changeConnection,
  type ConnectionsDeps,
  getConnection,
  removeConnection,
  type UseCheck,
} from './connections.ts'
import { connectionRoutes, type ConnectionView, type DoctorReport } from './contract.ts'
import { type CheckedUp, type DoctorCheck, type Finding, type FindingLevel, runDoctor } from './doctor/doctor.ts'
import { type HealthKeeper, unopened } from './health-keeper.ts'
import { testConnection } from './ladder.ts'
import { type Connection, targetOf, type TestResult } from './model.ts'
import type { OpenConnections } from './open-connections.ts'
import type { Environment } from './ports.ts'
import { assertSecretsStay, readSecrets, type SecretsGiven } from './secrets.ts'
import { listConnections, listSecrets } from './store.ts'
import { toConnectionView, toConnectorView, toTestView } from './views.ts'

const WORST: readonly FindingLevel[] = ['bad', 'warn', 'ok']

function sayFinding({ level, code, params }: Finding): DoctorReport['checks'][number]['findings'][number] {
  const key = `doctor.${code}`
  const said = { code, params: { ...params }, text: say(key, params) }
  return { level, said: hasWords(`${key}.todo`, params) ? { ...said, todo: say(`${key}.todo`, params) } : said }
}

export const worstOf = (results: readonly CheckedUp[]): FindingLevel =>
  WORST.find((level) => results.some(({ findings }) => findings.some((finding) => finding.level === level))) ?? 'ok'

export interface ConnectionRouteDeps extends ConnectionsDeps {
  env: Environment
  open: OpenConnections
  keeper: HealthKeeper
  names: Names
  logBook: LogBook
  useChecks: readonly UseCheck[]
  doctorChecks: readonly DoctorCheck[]
}

export function connectionRoutesOf(deps: ConnectionRouteDeps): BoundRoute[] {
  const { db } = deps
  const use = {
    add: addConnection(deps),
    change: changeConnection(deps),
    remove: removeConnection(deps, deps.useChecks),
  }
  const answer = async (connection: Connection) => {
    const [view] = await viewAll(deps, [connection])
    return withEtag(view as ConnectionView, String(connection.version))
  }
  return bindRoutes(connectionRoutes, {
    runDoctor: ({ signal }) => reportOf(deps, signal),
    listConnectors: async () => ({ items: [...deps.connectors.values()].map(toConnectorView) }),
    list: async () => ({ items: await viewAll(deps, await listConnections(db.read)) }),
    get: async ({ params }) => answer(await getConnection(db.read, params.connectionId)),
    add: async ({ body, actor, request }) => answer(await use.add(body, { actor: actor.id, address: request.address })),
    change: async ({ params, body, actor, request }) =>
      answer(
        await use.change(params.connectionId, body, {
          actor: actor.id,
          address: request.address,
          ifMatch: request.ifMatch,
        }),
      ),
    remove: async ({ params, actor, request }) => {
      await use.remove(params.connectionId, { actor: actor.id, address: request.address })
      return { removed: params.connectionId }
    },
    test: async ({ params, signal }) =>
      toTestView(await deps.keeper.test(await getConnection(db.read, params.connectionId), signal)),
    testDraft: async ({ body, signal }) => toTestView(await testDraft(deps, body, signal)),
  })
}

export async function reportOf(
  { doctorChecks, clock }: { doctorChecks: readonly DoctorCheck[]; clock: Clock },
  signal: AbortSignal,
): Promise<DoctorReport> {
  const results = await runDoctor(doctorChecks, { signal })
  return {
    checkedAt: instant(clock.now()),
    level: worstOf(results),
    checks: results.map((result) => ({ ...result, findings: result.findings.map(sayFinding) })),
  }
}

type ViewDeps = Pick<ConnectionRouteDeps, 'db' | 'connectors' | 'keeper' | 'env'>

export async function viewAll(deps: ViewDeps, connections: readonly Connection[]): Promise<ConnectionView[]> {
  const { db, connectors, keeper } = deps
  const secrets = await listSecrets(db.read)
  const targets = await findTargets(
    db.read,
    connections.map(({ connectionId }) => targetOf(connectionId)),
  )
  return connections.map((connection) =>
    toConnectionView(connection, {
      connector: connectors.get(connection.kind),
      secrets,
      fromEnvironment: connection.origin === 'environment' ? secretsOfEnvironment(deps, connection.kind) : {},
      lastTest: keeper.lastOf(connection),
      pausedUntil: targets.get(targetOf(connection.connectionId))?.openUntil ?? null,
    }),
  )
}

/** A secret file that is gone is told by the test, and keeps no other connection from being seen. */
function secretsOfEnvironment(
  { connectors, env }: Pick<ViewDeps, 'connectors' | 'env'>,
  kind: string,
): Record<string, string> {
  try {
    return { ...connectors.get(kind)?.fromEnvironment?.(env)?.secrets }
  } catch (error) {
    if (error instanceof AppError && error.code === 'config/secret-file') return {}
    throw error
  }
}

interface DraftGiven {
  kind: string
  settings: Readonly<Record<string, unknown>>
  secrets: SecretsGiven
  connectionId?: number | undefined
}

async function testDraft(deps: ConnectionRouteDeps, draft: DraftGiven, signal: AbortSignal): Promise<TestResult> {
  const kept = draft.connectionId === undefined ? {} : await keptSecrets(deps, draft, draft.connectionId)
  const secrets = Object.entries({ ...kept, ...draft.secrets }).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  )
  const forget = secrets.map(([, value]) => deps.logBook.secrets.add(value))
  const now = (): number => deps.clock.now()
  try {
    const open = deps.open.openDraft({ ...draft, secrets: Object.fromEntries(secrets) })
    return await testConnection(open, { names: deps.names, now, signal })
  } catch (error) {
    if (error instanceof AppError && error.code === 'connections/secret-missing') return unopened(error, now())
    throw error
  } finally {
    for (const one of forget) one()
  }
}

/** Those of another kind of service are no use here. */
async function keptSecrets(
  deps: ConnectionRouteDeps,
  draft: DraftGiven,
  connectionId: number,
): Promise<Record<string, string>> {
  const connection = await getConnection(deps.db.read, connectionId)
  const kept = await readSecrets(deps.db.read, deps.vault, connectionId)
  if (connection.kind === draft.kind) assertSecretsStay(connection, { ...draft, kept: Object.keys(kept) })
  return connection.kind === draft.kind ? kept : {}
}
