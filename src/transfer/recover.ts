import type { Tx } from '../db/db.ts'
import type { Finding } from './disk/messages.ts'
import type { Engine } from './engine.ts'
import { identityText } from '../media/file-identity.ts'
import type { Refusal } from './model.ts'
import { call, type Run, startQuietRun } from './run-call.ts'
import { setSettled, settleRows } from './run-steps.ts'
import { findMoves, fromOf, listMoves, type MoveRow, setFound, setRefused, setState, toOf } from './store.ts'
import type { Recovery } from './journaled-move.ts'

/** Looks at the disk for rows that had begun, and brings each to `planned`, `placed`, `done` or, when lost, `refused`. */
export async function inspectRows(run: Run, rows: readonly MoveRow[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const part of byRoots(rows, run.engine.chunkSize)) {
    const reply = await call(run, { call: 'inspect', roots: run.atlas.rootsOf(part), items: part.map(run.atlas.item) })
    const byId = new Map(part.map((row) => [row.id, row]))
    await run.engine.db.tx(async (tx) => {
      for (const finding of reply.findings) await apply(run, tx, { finding, row: byId.get(finding.id) as MoveRow })
    })
    findings.push(...reply.findings)
    if (reply.stop !== undefined) {
      const refusal: Refusal = { code: 'io-error', params: { errno: reply.stop.errno, stop: reply.stop.code } }
      const reached = new Set(reply.findings.map(({ id }) => id))
      for (const row of part) if (!reached.has(row.id)) findings.push({ id: row.id, kind: 'undecided', refusal })
    }
  }
  return findings
}

/** Parts in which all rows have the same two roots: one that is offline holds up no other. */
function byRoots(rows: readonly MoveRow[], size: number): MoveRow[][] {
  const parts: MoveRow[][] = []
  for (const [, same] of Map.groupBy(rows, (row) => `${row.from_root} ${row.to_root} ${row.keeper_root ?? ''}`)) {
    for (let at = 0; at < same.length; at += size) parts.push(same.slice(at, at + size))
  }
  return parts
}

async function apply(run: Run, tx: Tx, { finding, row }: { finding: Finding; row: MoveRow }): Promise<void> {
  if (finding.kind === 'planned' && row.state !== 'planned') await setState(tx, [row.id], { state: 'planned' })
  if (finding.kind === 'settled') await setSettled(run, tx, [row])
  if (finding.kind === 'placed') {
    await setFound(tx, row.id, finding.placed === undefined ? null : identityText(finding.placed))
  }
  if (finding.kind === 'lost') {
    const settledAt = run.engine.clock.now()
    await setRefused(tx, row.id, { state: 'refused', refusal: { code: 'lost', params: {} }, settledAt })
  }
}

export async function recoverMoves(engine: Engine, signal: AbortSignal | undefined): Promise<Recovery> {
  const recovery: Recovery = { finished: 0, rolledBack: 0, planned: 0, lost: [], undecided: [] }
  const run = await startQuietRun(engine, signal)
  for (let after = 0; ;) {
    signal?.throwIfAborted()
    const rows = await listMoves(engine.db.read, {
      states: ['planned', 'copying', 'placed'],
      after,
      limit: engine.chunkSize,
    })
    const last = rows.at(-1)
    if (last === undefined) return recovery
    after = last.id
    await recoverPart(run, rows, recovery)
  }
}

async function recoverPart(run: Run, rows: MoveRow[], recovery: Recovery): Promise<void> {
  const findings = await inspectRows(run, rows)
  const placedIds = findings.filter((finding) => finding.kind === 'placed').map(({ id }) => id)
  const placed = await findMoves(run.engine.db.read, placedIds)
  for (const part of byRoots(placed, run.engine.chunkSize)) await settleRows(run, part)
  const byId = new Map(rows.map((row) => [row.id, row]))
  for (const finding of findings) count(recovery, finding, byId.get(finding.id) as MoveRow)
}

function count(recovery: Recovery, finding: Finding, row: MoveRow): void {
  if (finding.kind === 'placed' || finding.kind === 'settled') recovery.finished++
  else if (finding.kind === 'lost') recovery.lost.push({ id: row.id, from: fromOf(row), to: toOf(row) })
  else if (finding.kind === 'undecided') recovery.undecided.push({ id: row.id, refusal: finding.refusal })
  else if (finding.removed > 0 || row.state !== 'planned') recovery.rolledBack++
  else recovery.planned++
}
