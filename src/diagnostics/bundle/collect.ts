import type { ConfigView } from '../../config/contract.ts'
import type { ConnectionView, DoctorReport } from '../../connections/contract.ts'
import type { TableBrowser } from '../../db/browse/browser.ts'
import { readDatabaseFacts } from '../../db/database-facts.ts'
import type { Db } from '../../db/db.ts'
import { listMigrations } from '../../db/list-migrations.ts'
import type { Clock } from '../../kernel/clock.ts'
import { instant } from '../../kernel/contract.ts'
import type { LogTail } from '../../live/log-tail.ts'
import { findTool, TOOLS } from '../checks/tools.ts'
import { configOf, connectionsOf, failuresOf, jobsOf, versionsOf } from './facts.ts'
import { allowedLine } from './log-lines.ts'
import type { Parts } from './make-bundle.ts'

export interface CollectDeps {
  db: Db
  clock: Clock
  /** Of SQLite. */
  databaseFile: string
  browser: TableBrowser
  logTail: Pick<LogTail, 'recent'>
  viewConfig: () => Promise<ConfigView>
  viewConnections: () => Promise<readonly ConnectionView[]>
  checkUp: (signal: AbortSignal) => Promise<DoctorReport>
}

const LOG_LINES = 2000

/** All that a bundle says, picked field by field; nothing is taken over whole. */
export async function collectParts(deps: CollectDeps, signal: AbortSignal): Promise<Parts> {
  const { db, clock } = deps
  const now = clock.now()
  const facts = await readDatabaseFacts(db, deps.databaseFile)
  const tools = await Promise.all(TOOLS.map(async (tool) => findTool(tool, signal)))
  return {
    'versions.json': versionsOf(tools, { ...facts, kind: db.dialect }),
    'doctor.json': doctorOf(await deps.checkUp(signal)),
    'config.json': configOf(await deps.viewConfig()),
    'connections.json': connectionsOf(await deps.viewConnections()),
    'jobs.json': await jobsOf(db, now),
    'failures.json': await failuresOf(db, now),
    'schema.json': await schemaOf(deps),
    'log.ndjson': deps.logTail.recent({ level: 'debug' }, LOG_LINES).map(allowedLine),
  }
}

const doctorOf = ({ checkedAt, level, checks }: DoctorReport) => ({
  checkedAt,
  level,
  findings: checks.flatMap(({ id, area, tookMs, findings }) =>
    findings.map((finding) => ({
      check: id,
      area,
      tookMs,
      level: finding.level,
      code: finding.said.code,
      text: finding.said.text,
      todo: finding.said.todo,
    })),
  ),
})

async function schemaOf({ db, browser }: CollectDeps) {
  const migrations = await listMigrations(db.read)
  const tables = await browser.tables()
  return {
    migrations: migrations.map(({ number, name, appliedAt }) => ({ number, name, appliedAt: instant(appliedAt) })),
    tables: tables.map(({ name, rowCount, columns }) => ({ name, rows: rowCount, columns: columns.length })),
  }
}
