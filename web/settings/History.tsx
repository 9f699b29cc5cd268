import { useNavigate, useSearch } from '@tanstack/react-router'
import { IconDownload } from '@tabler/icons-react'
import { accessRoutes } from '../../src/access/contract.ts'
import { addressOf } from '../api/client.ts'
import { useRead } from '../api/use-api.ts'
import { buttonClass } from '../parts/Button.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useMay } from '../session/use-session.ts'
import { Page } from '../shell/Page.tsx'
import { useWords } from '../words.ts'
import { AuditLog } from './AuditLog.tsx'

const routes = accessRoutes.routes
const ABOUT = ['config', 'access', 'all'] as const

/** Who changed which setting, and who was let in; a chain of hashes shows that nothing was taken out. */
export function History() {
  const say = useWords()
  const navigate = useNavigate()
  const mayRead = useMay('access:write')
  const search = useSearch({ from: '/shell/settings/history' })
  const about = ABOUT.find((name) => name === search['about']) ?? 'config'
  const show = (next: (typeof ABOUT)[number]) =>
    void navigate({
      to: '/settings/history',
      search: { ...search, about: next === 'config' ? undefined : next },
      replace: true,
    })
  return (
    <Page
      title={say('web.nav.settings.history')}
      subtitle={say('web.history.subtitle')}
      actions={
        mayRead && (
          <>
            <Chain />
            <a className={buttonClass('plain')} href={addressOf(routes.exportAudit, {})} download>
              <Icon of={IconDownload} />
              <span>{say('web.audit.export')}</span>
            </a>
          </>
        )
      }
    >
      {mayRead ? (
        <AuditLog
          action={about === 'all' ? undefined : `${about}.`}
          onClear={() => show('all')}
          tools={
            <Segmented
              name={say('web.history.about')}
              value={about}
              onChange={show}
              options={ABOUT.map((value) => ({ value, label: say(`web.history.about.${value}`) }))}
            />
          }
        />
      ) : (
        <p className="s13 t2">{say('web.history.adminsOnly')}</p>
      )}
    </Page>
  )
}

function Chain() {
  const say = useWords()
  const check = useRead(routes.checkAudit, {})
  if (check.data === undefined) return null
  const { isIntact, brokenAt } = check.data
  if (isIntact) return <StateChip state="verified" word={say('web.audit.intact')} />
  return <StateChip state="failed" word={say('web.audit.broken', { at: brokenAt })} />
}
