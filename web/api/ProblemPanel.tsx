import { Button } from '../parts/Button.tsx'
import { ErrorPanel } from '../parts/ErrorPanel.tsx'
import { useWords } from '../words.ts'
import { ProblemError, whatHappened } from './client.ts'

/** A failed call in words, where its result would stand. */
export function ProblemPanel({ error, onRetry }: { error: Error; onRetry?: () => void }) {
  const say = useWords()
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
