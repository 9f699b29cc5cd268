import type { Db } from '../../db/db.ts'
import { sayCode } from '../../kernel/words.ts'
import { failureIn } from '../ladder.ts'
import type { Connection } from '../model.ts'
import { listConnections } from '../store.ts'
import type { DoctorCheck, Finding } from './doctor.ts'

/** Connections by their last test; asks none of them. */
export function connectionsCheck(db: Db): DoctorCheck {
  return {
    id: 'connections',
    area: 'connections',
    async run() {
      const used = (await listConnections(db.read)).filter(({ isEnabled }) => isEnabled)
      const failing = used.filter(({ health }) => health.state === 'failing')
      if (failing.length > 0) return failing.map(findingOf)
      const count = used.filter(({ health }) => health.state === 'well').length
      return count === 0 ? [] : [{ level: 'ok', code: 'connections', params: { count } }]
    },
  }
}

function findingOf({ name, health }: Connection): Finding {
  const failure = health.last === null ? undefined : failureIn(health.last)
  const problem = sayCode(failure?.code ?? 'internal/unexpected', failure?.params ?? {}).text
  return { level: 'bad', code: 'connection-failing', params: { name, problem } }
}
