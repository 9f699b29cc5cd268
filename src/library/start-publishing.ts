import type { Jobs } from '../jobs/index.ts'
import { PublishTitle } from './publish/index.ts'
import type { StartWork } from './titles/change-together.ts'

/** A run a title: each is published by itself. */
export const startPublishing =
  ({ jobs }: { jobs: Jobs }): StartWork =>
  async (tx, rows, actor) => {
    const runs: number[] = []
    for (const { id, title } of rows) {
      const { runId } = await jobs.enqueue(tx, PublishTitle, { titleId: id }, { actor, label: title })
      runs.push(runId)
    }
    return runs
  }
