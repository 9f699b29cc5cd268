import { connectionRoutes } from '../../src/connections/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatMoment } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { bySeverity, Check, Checks, Fine } from '../parts/Findings.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { useNow } from '../parts/use-now.ts'
import { useWords } from '../words.ts'

/** It asks others and the disk, which tell nobody when they change. */
const EVERY_MS = 60_000
/** What it says of connections stands in the list beside it. */
const BESIDE = 'connections'

/** What the doctor found wrong, worst first; what is fine as a count that opens. */
export function Doctor() {
  const say = useWords()
  const nowMs = useNow()
  const read = useRead(connectionRoutes.routes.runDoctor, {}, { everyMs: EVERY_MS })
  const checks = read.data?.checks.filter(({ area }) => area !== BESIDE) ?? []
  const findings = bySeverity(checks.flatMap((check) => check.findings))
  const wrong = findings.filter(({ level }) => level !== 'ok')
  const fine = findings.filter(({ level }) => level === 'ok')
  const aside =
    read.data === undefined
      ? undefined
      : say('web.connections.doctor.checked', {
          count: findings.length,
          time: formatMoment(Date.parse(read.data.checkedAt), nowMs),
        })
  return (
    <Panel
      title={say('web.connections.doctor')}
      aside={aside}
      isLined
      footer={
        <>
          <span className="s12 t3">{wrong.length === 0 && read.data !== undefined && say('web.home.allWell')}</span>
          <span className="end">
            <Button
              isSmall
              whyNot={read.isFetching ? say('web.home.looking') : null}
              onClick={() => void read.refetch()}
            >
              {say('web.connections.doctor.again')}
            </Button>
          </span>
        </>
      }
    >
      {read.error !== null && (
        <PanelBody>
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        </PanelBody>
      )}
      <Checks>
        {wrong.map((finding, index) => (
          <Check key={index} health={finding.level} name={finding.said.text} todo={finding.said.todo} />
        ))}
        {fine.length > 0 && <Fine findings={fine} />}
      </Checks>
    </Panel>
  )
}
