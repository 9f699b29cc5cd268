import type { Audit } from '../access/index.ts'
import { oldBackupCheck } from '../backups/setup.ts'
import { viewConfig } from '../config/views.ts'
import type { DoctorCheck } from '../connections/index.ts'
import type { ConnectionsRoom } from '../connections/setup.ts'
import type { DataFolder } from '../db/open-data-folder.ts'
import type { Db } from '../db/db.ts'
import { secretsAround, setUpChecks, setUpDiagnostics } from '../diagnostics/setup.ts'
import { systemClock } from '../kernel/clock.ts'
import { createEgress } from '../kernel/egress/client.ts'
import type { LogBook } from '../kernel/log.ts'
import type { BoundRoute } from '../kernel/routes.ts'
import type { LogTail } from '../live/log-tail.ts'
import type { Roots } from '../transfer/index.ts'
import type { AppConfig } from './app-config.ts'

interface Ground {
  db: Db
  data: DataFolder
  config: AppConfig
  logBook: LogBook
  access: { audit: Audit }
  connections: ConnectionsRoom
  live: { tail: LogTail }
  engine: { health(): { isWell: boolean } }
  room: { roots: Roots }
  env: Readonly<Record<string, string | undefined>>
  stack: AsyncDisposableStack
}

const clock = systemClock
const ASK_MS = 3000

/** The doctor with all that it looks at, the support bundle and the look into the tables. */
export function openDiagnostics(
  { stack, ...ground }: Ground,
  { others, address }: { others: readonly DoctorCheck[]; address: () => string },
): BoundRoute[] {
  const { db, data, config, logBook, access, connections, live, env } = ground
  const own = stack.use(openChecks({ stack, ...ground }, address))
  const checks = [...own.checks, oldBackupCheck({ db, clock, paths: data.paths }), ...others]
  const diagnostics = stack.use(
    setUpDiagnostics({
      db,
      clock,
      audit: access.audit,
      paths: data.paths,
      live: logBook.secrets,
      logTail: live.tail,
      viewConfig: () => viewConfig(config),
      viewConnections: () => connections.views(),
      checkUp: (signal) => connections.checkUp(checks, signal),
      allSecrets: () =>
        secretsAround({
          env,
          live: logBook.secrets,
          vault: () => connections.allSecrets(),
          own: secretSettings(config),
        }),
    }),
  )
  return [...diagnostics.routes, ...connections.routesWith(checks)]
}

function openChecks({ stack, db, data, config, connections, engine, room }: Ground, address: () => string) {
  const egress = stack.use(createEgress())
  return setUpChecks({
    db,
    clock,
    paths: data.paths,
    roots: room.roots,
    config,
    areJobsWell: () => engine.health().isWell,
    clocksSeen: () => connections.clocksSeen(),
    served: () => {
      const { host, allowed_hosts, trusted_proxies, base_path } = config.get().server
      const lists = { allowedHosts: allowed_hosts, trustedProxies: trusted_proxies }
      return { address: address(), host, basePath: base_path, ...lists }
    },
    ask: async (url, signal) => (await egress.send({ method: 'GET', url, deadlineMs: ASK_MS, signal })).status,
  })
}

/** Values of settings that are marked as secret. */
function secretSettings(config: AppConfig): string[] {
  const values: unknown = config.get()
  return config.ground.keys.flatMap(({ isSecret, path }) => {
    const value = isSecret
      ? path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], values)
      : undefined
    return typeof value === 'string' ? [value] : []
  })
}
