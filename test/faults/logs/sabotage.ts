import { INNER_SABOTAGES, type LogsSabotage } from './mission.ts'
import type { LogStation } from './station.ts'

/** The server's environment, in which its source is changed as it is loaded. */
export function environmentOf(sabotage: LogsSabotage | undefined): Record<string, string> {
  const inner = INNER_SABOTAGES.find((known) => known === sabotage)
  if (inner === undefined) return {}
  const { href } = new URL('./sabotage-server.ts', import.meta.url)
  return { NODE_OPTIONS: `--import ${href}`, FAULTS_SABOTAGE: inner }
}

/** Before a publication: a row that was taken vanishes. */
export function sabotageBefore({ library }: LogStation, sabotage: LogsSabotage | undefined): void {
  if (sabotage !== 'lie-201' && sabotage !== 'skip-read-back') return
  const { schedule } = library.rows
  const insert = schedule.insert.bind(schedule)
  schedule.insert = (values) => {
    schedule.insert = insert
    const row = insert(values)
    schedule.remove(row.id)
    return row
  }
}

/** The playout is changed behind the server's back, before it is judged. */
export function sabotageAfter({ library }: LogStation, sabotage: LogsSabotage | undefined): void {
  const { schedule } = library.rows
  const [theirs, ours] = [schedule.all()[0], schedule.all().at(-1)]
  if (theirs === undefined || ours === undefined) return
  if (sabotage === 'drop-log-row') schedule.remove(ours.id)
  if (sabotage === 'double-row') schedule.insert({ ...ours })
  if (sabotage === 'touch-foreign') schedule.update(theirs.id, { position: 77 })
}
