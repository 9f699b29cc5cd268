import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { syncSetUpRoutes, type LocalView } from '../../../src/archive/syncing/set-up/contract.ts'
import { connectionRoutes } from '../../../src/connections/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Panel, PanelBody, PanelRows } from '../../parts/Panel.tsx'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'
import { toConnection } from '../address.ts'

const { routes } = syncSetUpRoutes

/** Looks for a Syncthing on this machine once a person says that its files may be read, and connects it. */
export function FindSyncthing({ name }: { name: string }) {
  const say = useWords()
  const client = useQueryClient()
  const navigate = useNavigate()
  const find = useAct(routes.findLocal)
  const test = useAct(connectionRoutes.routes.test)
  const connect = useAct(routes.connectLocal, async ({ connectionId }) => {
    await client.invalidateQueries({ queryKey: [connectionRoutes.routes.list.path] })
    toast({ title: say('web.connections.added', { name }) })
    test.mutate({ params: { connectionId } })
    await navigate({ ...toConnection(connectionId), replace: true })
  })
  const problem = find.error ?? connect.error
  const found = find.data?.items
  return (
    <Panel title={say('web.connections.syncthing.find')} isLined>
      <PanelBody>
        <div className="col gap8">
          <p className="s13 t2">{say('web.connections.syncthing.find.how')}</p>
          <div className="row">
            <Button
              isWrite
              look={found === undefined ? 'primary' : 'plain'}
              whyNot={find.isPending ? say('web.home.looking') : null}
              onClick={() => find.mutate({ body: { mayRead: true } })}
            >
              {say('web.connections.syncthing.find.act')}
            </Button>
          </div>
          {problem !== null && <ProblemPanel error={problem} />}
          {found?.length === 0 && <p className="s13">{say('web.connections.syncthing.find.none')}</p>}
        </div>
      </PanelBody>
      {found !== undefined && found.length > 0 && (
        <PanelRows>
          {found.map((one) => (
            <Found
              key={one.file}
              found={one}
              onConnect={() => connect.mutate({ body: { file: one.file, name, mayRead: true } })}
            />
          ))}
        </PanelRows>
      )}
    </Panel>
  )
}

function Found({ found, onConnect }: { found: LocalView; onConnect: () => void }) {
  const say = useWords()
  const { file, address, folders, problem, hasKey } = found
  const whyNot = address === null || !hasKey ? (problem?.text ?? say('web.connections.syncthing.noKey')) : null
  return (
    <div className="row top pad">
      <span className="col gap2">
        <b className="s13 break">{address ?? file}</b>
        <span className="s12 t3 break mono">{file}</span>
        {folders.length > 0 && (
          <span className="s12 t2 break">{folders.map(({ label, folderId }) => label || folderId).join(', ')}</span>
        )}
        {problem !== null && (
          <span className="s12 t2">
            {problem.text} {problem.todo}
          </span>
        )}
      </span>
      <span className="end">
        <Button isSmall isWrite look="primary" whyNot={whyNot} onClick={onConnect}>
          {say('web.connections.syncthing.connect')}
        </Button>
      </span>
    </div>
  )
}
