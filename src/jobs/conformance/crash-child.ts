// A server that is going to die: works on the ledger that it is given until it is killed or kills itself.
import { openPostgres } from '../../db/postgres.ts'
import { openSqlite } from '../../db/sqlite.ts'
import { systemClock } from '../../kernel/clock.ts'
import { createBus } from '../../live/bus.ts'
import { openEventLog } from '../../live/event-log.ts'
import { setUpJobs } from '../setup.ts'
import { CRASH_KINDS } from './crash-kinds.ts'

// It must not outlive the test that started it.
setInterval(() => {}, 1_000)
process.on('disconnect', () => process.exit(1))

const [dialect, place] = process.argv.slice(2) as ['sqlite' | 'postgres', string]
await using db = dialect === 'sqlite' ? openSqlite(place) : openPostgres(place, { connections: 4 })
const bus = createBus()
const say = (fields: object, message: string) =>
  void process.stderr.write(`${message} ${'err' in fields && fields.err instanceof Error ? fields.err.message : ''}\n`)
const log = { debug() {}, info() {}, warn: say, error: say }
const events = openEventLog({ db, clock: systemClock, bus })
const { jobs } = setUpJobs({ db, clock: systemClock, log, events, bus }, { concurrency: { crash: 16 } })
jobs.handle(CRASH_KINDS.Hang, async () => {
  process.send?.('started')
  await new Promise(() => {})
})
jobs.handle(CRASH_KINDS.Poison, async () => {
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
})
// Long enough that it is still running when the poison beside it works.
jobs.handle(CRASH_KINDS.Innocent, async () => {
  await new Promise((resolve) => setTimeout(resolve, 20))
})
await jobs.start()
await jobs.idle()
await jobs.stop()
process.exit(0)
