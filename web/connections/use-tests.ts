import { useMutation } from '@tanstack/react-query'
import { connectionRoutes, type ConnectionView, type TestView } from '../../src/connections/contract.ts'
import { call, type ProblemError } from '../api/client.ts'
import { useAct } from '../api/use-api.ts'
import { announce } from '../parts/announce.ts'
import { useWords, type Say } from '../words.ts'
import { failureIn } from './Ladder.tsx'
import { secretsGiven, type Draft } from './use-connection-draft.ts'

const routes = connectionRoutes.routes

/** The test of a saved connection. */
export function useSavedTest({ connectionId, name }: Pick<ConnectionView, 'connectionId' | 'name'>) {
  const say = useWords()
  const test = useAct(routes.test, (result) => tell(say, name, result))
  return { ...test, start: () => test.mutate({ params: { connectionId } }) }
}

export interface DraftTest {
  result: TestView
  /** What was in the form then. */
  of: string
}

/** The test of what is in a form, with the kept secrets of its connection for those that were left out. */
export function useDraftTest(kind: string, connectionId?: number) {
  const say = useWords()
  return useMutation<DraftTest, ProblemError, Draft>({
    mutationFn: async (draft) => {
      const { settings } = draft
      const whose = connectionId === undefined ? {} : { connectionId }
      const body = { kind, settings: { ...settings }, secrets: secretsGiven(draft), ...whose }
      return { result: await call(routes.testDraft, { body }), of: whatIsTested(draft) }
    },
    onSuccess: ({ result }, { name }) => tell(say, name, result),
  })
}

export const outcomeOf = (test: DraftTest | undefined): 'well' | 'failed' | 'not' =>
  test === undefined ? 'not' : test.result.isWell ? 'well' : 'failed'

/** Its name and whether it is used make no difference to a test. */
export const whatIsTested = (draft: Draft): string => JSON.stringify([draft.settings, secretsGiven(draft)])

function tell(say: Say, name: string, result: TestView): void {
  const failure = failureIn(result)
  if (failure === undefined) return announce(say('web.connections.told.well', { name }))
  const step = say(`web.connections.rung.${failure.id}`)
  return announce(say('web.connections.told.failed', { name, step, problem: failure.said?.text ?? '' }))
}
