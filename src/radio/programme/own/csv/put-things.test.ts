import { describe } from 'node:test'
import { onEachDatabase, type OpenDatabase } from '../../../../../test/databases.ts'
import { openCsvWorld } from '../../../../../test/csv-world.ts'
import { conformsAsExecutor, type ExecutorWorld } from '../../../../plans/conformance.ts'
import { addEpisode, addShow, changeEpisode, changeShow } from '../own-programme.ts'
import { NEW_EPISODE, NEW_SHOW } from './columns.ts'
import type { ImportWish } from './draft-import.ts'

const NAMES = ['One', 'Two', 'Three']
const by = { actor: 'person:1' }
const editor = { ...by, ifMatch: '*' }

interface Case {
  what: ImportWish['what']
  isAdding: boolean
}

/** Three lines that add, or that change, and somebody who does something else with the second one. */
async function openWorld(open: OpenDatabase, { what, isAdding }: Case): Promise<ExecutorWorld> {
  const world = await openCsvWorld(open)
  const { deps, stationId } = world
  const episode = (title: string) => addEpisode(deps)(stationId, { ...NEW_EPISODE, showId: null, title }, by)
  const show = (title: string) => addShow(deps)(stationId, { ...NEW_SHOW, title }, by)
  const add = what === 'shows' ? show : episode
  if (!isAdding) for (const name of NAMES) await add(name)
  const lines = NAMES.map((name) => `${name},Words of ${name}`)
  const { operations } = await world.draft(what, ['title,description', ...lines].join('\n'))
  const second = async (): Promise<void> => {
    if (isAdding) await add(NAMES[1] ?? '')
    else if (what === 'shows') await changeShow(deps)(2, { hosts: 'Bo' }, editor)
    else await changeEpisode(deps)(2, { durationMs: 1000 }, editor)
  }
  return {
    db: world.db,
    executor: world.registry.executorOf(String(operations[0]?.kind)),
    operations,
    look: () => world.exported(what),
    disturb: second,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

onEachDatabase('executors of imports', (open) => {
  for (const what of ['shows', 'episodes'] as const)
    for (const isAdding of [true, false])
      describe(`${isAdding ? 'adding' : 'changing'} ${what}`, () =>
        conformsAsExecutor(() => openWorld(open, { what, isAdding })))
})
