import { useConnection } from '../live/connection.ts'
import { Button } from '../parts/Button.tsx'
import { ErrorPanel } from '../parts/ErrorPanel.tsx'
import { useWords } from '../words.ts'
import { ProblemError, whatHappened } from './client.ts'

const NO_ANSWER: readonly string[] = ['web/unreachable', 'web/not-an-answer']

/** A failed call in words, where its result would stand. That nothing can be read just now, the banner says once for all. */
export function ProblemPanel({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const say = useWords()
  const { state } = useConnection()
  const isRead = onRetry !== undefined
  if (isRead && state !== 'live' && error instanceof ProblemError && NO_ANSWER.includes(error.problem.code)) return null
  if (!(error instanceof ProblemError))
    return <ErrorPanel title={say('error.internal/unexpected')} code="web/unexpected" />
  const { why, todo, code, requestId } = error.problem
  return (
    <ErrorPanel
      title={whatHappened(error)}
      code={code}
      {...(why === undefined ? {} : { why })}
      {...(todo === undefined ? {} : { todo })}
      {...(requestId === undefined ? {} : { requestId })}
      {...(onRetry === undefined
        ? {}
        : {
            actions: (
              <Button isSmall onClick={onRetry}>
                {say('web.tryAgain')}
              </Button>
            ),
          })}
    />
  )
}
