import { Link } from '@tanstack/react-router'
import { IconCopy, IconExternalLink, IconStethoscope } from '@tabler/icons-react'
import { useState } from 'react'
import type { ArchiveOverview } from '../../src/archive/contract.ts'
import { configRoutes } from '../../src/config/contract.ts'
import { connectionRoutes, type ConnectionView } from '../../src/connections/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { Button, buttonClass } from '../parts/Button.tsx'
import { copyText } from '../parts/copy-text.ts'
import { bySeverity, Check, Checks } from '../parts/Findings.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Panel, PanelRows } from '../parts/Panel.tsx'
import { useWords } from '../words.ts'
import styles from './AtHand.module.css'

/** Diagnosis with one click, addresses to copy, the settings’ file, and the way to what is connected. */
export function AtHand({ folders }: Pick<ArchiveOverview, 'folders'>) {
  const say = useWords()
  const [isAsked, setAsked] = useState(false)
  return (
    <Panel title={say('web.archive.atHand')} isLined actions={<Diagnose onAsk={() => setAsked(true)} />}>
      {isAsked && <Found />}
      <PanelRows>
        <Address name={say('web.archive.address.page')} text={new URL('archive', document.baseURI).href} />
        <Address
          name={say('web.archive.address.api')}
          text={new URL('api/v1/openapi.json', document.baseURI).href}
          isLink
        />
        <Address name={say('web.archive.address.hooks')} text={new URL('hooks/', document.baseURI).href} />
        {folders.map(
          ({ role, path }) =>
            (role === 'source' || role === 'archive') && (
              <Address key={path} name={say(`web.archive.address.${role}`)} text={path} />
            ),
        )}
        <ConfigPath />
        <Syncthings />
      </PanelRows>
    </Panel>
  )
}

function Diagnose({ onAsk }: { onAsk: () => void }) {
  const say = useWords()
  const doctor = useRead(connectionRoutes.routes.runDoctor, {}, { isEnabled: false })
  return (
    <>
      <Link to="/settings/diagnostics" className={buttonClass('quiet', true)}>
        {say('web.nav.settings.diagnostics')}
      </Link>
      <Button
        isSmall
        icon={IconStethoscope}
        whyNot={doctor.isFetching ? say('web.home.looking') : null}
        onClick={() => {
          onAsk()
          void doctor.refetch()
        }}
      >
        {say('web.archive.diagnose')}
      </Button>
    </>
  )
}

function Found() {
  const say = useWords()
  const doctor = useRead(connectionRoutes.routes.runDoctor, {}, { isEnabled: false })
  const findings = bySeverity(doctor.data?.checks.flatMap((check) => check.findings) ?? [])
  const wrong = findings.filter(({ level }) => level !== 'ok')
  if (doctor.error !== null) return <ProblemPanel error={doctor.error} onRetry={() => void doctor.refetch()} />
  if (doctor.data === undefined) return <p className="s13 t2 pad">{say('web.home.looking')}</p>
  return (
    <Checks>
      {wrong.length === 0 && <Check health="ok" name={say('web.archive.allWell', { count: findings.length })} />}
      {wrong.map((finding, index) => (
        <Check key={index} health={finding.level} name={finding.said.text} todo={finding.said.todo} />
      ))}
    </Checks>
  )
}

function Address({ name, text, isLink = false }: { name: string; text: string; isLink?: boolean }) {
  const say = useWords()
  return (
    <div className={styles.address}>
      <span className="s12 t3">{name}</span>
      {isLink ? (
        <a href={text} className="mono s12 break">
          {text}
        </a>
      ) : (
        <code className="mono s12 break">{text}</code>
      )}
      <Button isSmall isIconOnly look="quiet" icon={IconCopy} onClick={() => void copyText(text)}>
        {say('web.archive.copy', { name })}
      </Button>
    </div>
  )
}

function ConfigPath() {
  const say = useWords()
  const config = useRead(configRoutes.routes.getConfig, {})
  if (config.error !== null) return <ProblemPanel error={config.error} onRetry={() => void config.refetch()} />
  const path = config.data?.file.path
  return path === undefined ? null : <Address name={say('web.archive.address.config')} text={path} />
}

/** Its own screen, where one is connected and says where it is. */
function Syncthings() {
  const say = useWords()
  const read = useRead(connectionRoutes.routes.list, {})
  if (read.error !== null) return <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
  return read.data?.items
    .filter(({ kind }) => kind === 'syncthing')
    .map((one) => {
      const address = screenOf(one)
      return address === undefined ? null : (
        <div key={one.connectionId} className={styles.address}>
          <span className="s12 t3">{one.name}</span>
          <a href={address} target="_blank" rel="noreferrer noopener" className="row s13">
            {say('web.archive.openSyncthing')}
            <Icon of={IconExternalLink} size={14} />
          </a>
        </div>
      )
    })
}

function screenOf({ settings }: ConnectionView): string | undefined {
  const address = settings['address']
  if (typeof address !== 'string' || !/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined
  const { origin } = new URL(address)
  return `${origin}/`
}
