import { jobRoutes, type JobView } from '../../src/jobs/contract.ts'
import type { InboxView } from '../../src/radio/hydration/contract.ts'
import { useRead } from '../api/use-api.ts'

const KIND = 'radio.import-inbox'
/** The longest text that a list is searched by. */
const TEXT_LONGEST = 100
/** Folders of which one begins as the other ends are found by the same text. */
const LOOKED_AT = 20
const SHOWN_MOST = 50

const NONE: readonly JobView[] = []

const routes = jobRoutes.routes

/** The newest import of an inbox, whoever began it; undefined when there was none. Its runs are named by its folder. */
export function useInboxRun({ path }: InboxView): JobView | undefined {
  const query = { kind: KIND, text: path.slice(-TEXT_LONGEST), limit: LOOKED_AT }
  return useRead(routes.listRuns, { query }).data?.items.find(({ label }) => label === path)
}

/** Its files, of one state or newest first. */
export function useRunFiles(run: JobView | undefined, state?: JobView['state']): readonly JobView[] {
  const request = {
    params: { jobId: run?.jobId ?? 0 },
    query: { limit: SHOWN_MOST, ...(state === undefined ? {} : { state }) },
  }
  const hasFiles = run !== undefined && run.children.total > 0
  const read = useRead(routes.listChildren, request, { isEnabled: hasFiles })
  // While the files of another run are on their way, those of the last one are none of this.
  return (hasFiles && !read.isPlaceholderData ? read.data?.items : undefined) ?? NONE
}
