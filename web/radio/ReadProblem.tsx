import type { ProblemError } from '../api/client.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { Ago } from '../parts/Ago.tsx'
import { useWords } from '../words.ts'

interface ReadProblemProps {
  read: { error: ProblemError | null; dataUpdatedAt: number; refetch: () => Promise<unknown> }
}

/** Why something could not be read, and how old what is still shown is. */
export function ReadProblem({ read: { error, dataUpdatedAt, refetch } }: ReadProblemProps) {
  const say = useWords()
  if (error === null) return null
  return (
    <div className="col">
      <ProblemPanel error={error} onRetry={() => void refetch()} />
      {dataUpdatedAt > 0 && (
        <span className="s12 t2">
          {say('web.lastKnown')} <Ago at={new Date(dataUpdatedAt).toISOString()} isSentence />
        </span>
      )}
    </div>
  )
}
