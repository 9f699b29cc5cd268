import type { ArchiveSettings, RunSettings } from '../settings.ts'

export const settingsOfRun = ({ dedup, batch, syncing, sorter, cleanup }: ArchiveSettings): RunSettings => ({
  dedup,
  batch,
  syncing,
  sorter,
  cleanup,
})

/** The settings of the run that a job is a step of, else those in force now. */
export const settingsFor = (
  deps: { settings: () => ArchiveSettings },
  payload: { settings?: RunSettings | undefined },
): RunSettings => payload.settings ?? settingsOfRun(deps.settings())
