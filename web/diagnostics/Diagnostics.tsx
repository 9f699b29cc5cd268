import { connectionRoutes } from '../../src/connections/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatMoment } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { bySeverity, Check, Checks, Fine } from '../parts/Findings.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { useNow } from '../parts/use-now.ts'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { SupportBundle } from './SupportBundle.tsx'

/** Everything that Patchbay stands on, looked at with one click; and what to hand to somebody who shall help. */
export function Diagnostics() {
  const say = useWords()
  const isAdmin = useMay('access:write')
  const read = useRead(connectionRoutes.routes.runDoctor, {})
  return (
    <Page
      title={say('web.nav.settings.diagnostics')}
      subtitle={say('web.diagnostics.subtitle')}
      actions={
        <Button
          look="primary"
          whyNot={read.isFetching ? say('web.home.looking') : null}
          onClick={() => void read.refetch()}
        >
          {say('web.diagnostics.look')}
        </Button>
      }
    >
      <Findings read={read} />
      {isAdmin ? <SupportBundle /> : <p className="s13 t2">{say('web.diagnostics.adminsOnly')}</p>}
    </Page>
  )
}

function Findings({ read }: { read: ReturnType<typeof useRead<typeof connectionRoutes.routes.runDoctor>> }) {
  const say = useWords()
  const nowMs = useNow()
  const findings = bySeverity(read.data?.checks.flatMap((check) => check.findings) ?? [])
  const wrong = findings.filter(({ level }) => level !== 'ok')
  const fine = findings.filter(({ level }) => level === 'ok')
  const aside =
    read.data === undefined
      ? say('web.home.looking')
      : say('web.diagnostics.checked', {
          count: findings.length,
          time: formatMoment(Date.parse(read.data.checkedAt), nowMs),
        })
  return (
    <Panel title={say('web.diagnostics.findings')} aside={aside} isLined>
      {read.error !== null && (
        <PanelBody>
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        </PanelBody>
      )}
      <Checks>
        {read.data !== undefined && wrong.length === 0 && <Check health="ok" name={say('web.home.allWell')} />}
        {wrong.map((finding, index) => (
          <Check key={index} health={finding.level} name={finding.said.text} todo={finding.said.todo} />
        ))}
        {fine.length > 0 && <Fine findings={fine} />}
      </Checks>
    </Panel>
  )
}
