// Loaded before the server (`node --import`): changes one place of its source, by FAULTS_SABOTAGE.
import { registerHooks } from 'node:module'
import type { InnerSabotage } from './mission.ts'

interface Change {
  /** End of the file's address. */
  file: string
  from: string
  to: string
}

const OWNER = '/radio/logs/publish/publication-owner.ts'
const LEDGER = '/radio/logs/publish/keep-ledger.ts'
const CHANGES: Record<InnerSabotage, readonly Change[]> = {
  /** What was answered is called verified. */
  'skip-read-back': [
    {
      file: '/deliveries/carry-out.ts',
      from: "to: 'sent',\n    remoteRef: ref,",
      to: "to: 'verified',\n    verifiedAt: deps.clock.now(),\n    remoteRef: ref,",
    },
  ],
  /** What was refused in the middle is called restored, and is left as it is. */
  'forget-undo': [
    { file: OWNER, from: "state: did ? 'restoring' : 'restored', reason", to: "state: 'restored', reason" },
    { file: OWNER, from: "if (did) await plans.undo(tx, plan.planId, { actor: 'system' })", to: '' },
  ],
  /** What a lost answer left is never found. */
  'look-nowhere': [
    {
      file: '/radio/planner/effects/make-row.ts',
      from: 'looks.push(lookOf(rows.filter((row) => isPlaceOf(row, params))))',
      to: 'looks.push(lookOf([]))',
    },
    {
      file: '/radio/planner/effects/make-row.ts',
      from: 'return lookOf(rows.filter((row) => isPlaceOf(row, params)))',
      to: 'return lookOf(rows.slice(0, 0))',
    },
  ],
  /** It is not written down which rows are ours. */
  'forget-rows': [
    { file: LEDGER, from: 'await keepRow(deps, tx, { plan, operation, outcome, putBack })', to: 'continue' },
  ],
}

const name = process.env['FAULTS_SABOTAGE'] as InnerSabotage
const changes = CHANGES[name]

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const ofFile = changes.filter(({ file }) => url.endsWith(file))
    if (ofFile.length === 0) return loaded
    const { source: bytes = '' } = loaded
    let source = typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes ?? undefined)
    for (const { from, to } of ofFile) {
      if (source.split(from).length !== 2) throw new Error(`${url} has not just one place for the sabotage ${name}`)
      source = source.replace(from, () => to)
    }
    return { ...loaded, source }
  },
})
