import { accessRoutes, type SessionView } from '../../src/access/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { Panel, PanelBody, PanelRows } from '../parts/Panel.tsx'
import { Tag } from '../parts/small.tsx'
import { useWords } from '../words.ts'
import { clientName } from './client-name.ts'

const routes = accessRoutes.routes

/** Where one is signed in. */
export function Sessions() {
  const say = useWords()
  const read = useRead(routes.listSessions, { query: {} })
  const endOthers = useAct(routes.endOtherSessions)
  const end = useAct(routes.endSession)
  const sessions = read.data?.items ?? []
  const error = read.error ?? endOthers.error ?? end.error
  const others = sessions.length > 1 && (
    <Button isSmall isWrite onClick={() => endOthers.mutate({ body: {} })}>
      {say('web.settings.sessions.endOthers')}
    </Button>
  )
  return (
    <Panel title={say('web.settings.sessions')} aside={say('web.settings.sessions.hint')} isLined actions={others}>
      {error !== null && (
        <PanelBody>
          <ProblemPanel error={error} onRetry={() => void read.refetch()} />
        </PanelBody>
      )}
      <PanelRows>
        {sessions.map((session) => (
          <SessionRow
            key={session.sessionId}
            session={session}
            onEnd={() => end.mutate({ params: { sessionId: session.sessionId } })}
          />
        ))}
      </PanelRows>
    </Panel>
  )
}

function SessionRow({ session, onEnd }: { session: SessionView; onEnd: () => void }) {
  const say = useWords()
  return (
    <div className="row wrap">
      <span className="col gap2 grow">
        <span className="s13 cut" title={session.client}>
          {clientName(say, session.client)}
        </span>
        <span className="s12 t3">
          {session.address}, {say('web.settings.sessions.seen')} <Ago at={session.lastSeenAt} isSentence />
        </span>
      </span>
      {session.isCurrent ? (
        <Tag isOutlined>{say('web.settings.sessions.this')}</Tag>
      ) : (
        <Button isSmall isWrite onClick={onEnd}>
          {say('web.settings.sessions.end')}
        </Button>
      )}
    </div>
  )
}
