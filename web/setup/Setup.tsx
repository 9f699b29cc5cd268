import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { IconLogout } from '@tabler/icons-react'
import { useState } from 'react'
import { accessRoutes, type SessionState } from '../../src/access/contract.ts'
import { archiveRoutes } from '../../src/archive/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { Banner } from '../parts/Banner.tsx'
import { Button } from '../parts/Button.tsx'
import { sessionQuery } from '../session/use-session.ts'
import { useWords, type Say } from '../words.ts'
import { AccountForm } from './AccountForm.tsx'
import { CodeForm } from './CodeForm.tsx'
import { FolderList } from './FolderList.tsx'
import styles from './forms.module.css'
import { SetupFrame, type SetupStep } from './SetupFrame.tsx'

const routes = accessRoutes.routes

type At = { step: 'code' } | { step: 'account'; code: string } | { step: 'folders'; session: SessionState }

/** From the setup code to a first admin; then shows which folders are watched. */
export function Setup() {
  const say = useWords()
  const [at, setAt] = useState<At>({ step: 'code' })
  const { ended } = useSearch({ from: '/setup' })
  const steps = stepsOf(say, at)
  if (at.step === 'code') {
    return (
      <SetupFrame steps={steps} at={0} title={say('web.setup.code.title')} lead={say('web.setup.code.lead')}>
        {ended === true && (
          <Banner tone="warn" icon={IconLogout}>
            {say('web.setup.ended')}
          </Banner>
        )}
        <CodeStep onDone={(code) => setAt({ step: 'account', code })} />
      </SetupFrame>
    )
  }
  if (at.step === 'account') {
    return (
      <SetupFrame steps={steps} at={1} title={say('web.setup.account.title')} lead={say('web.setup.account.lead')}>
        <AccountStep
          code={at.code}
          onBack={() => setAt({ step: 'code' })}
          onDone={(session) => setAt({ step: 'folders', session })}
        />
      </SetupFrame>
    )
  }
  return (
    <SetupFrame steps={steps} at={2} title={say('web.setup.folders.title')} lead={say('web.setup.folders.lead')}>
      <FolderStep session={at.session} />
    </SetupFrame>
  )
}

function stepsOf(say: Say, at: At): SetupStep[] {
  return [
    {
      name: say('web.setup.code'),
      detail: say(at.step === 'code' ? 'web.setup.code.detail' : 'web.setup.code.accepted'),
    },
    {
      name: say('web.setup.account'),
      detail:
        at.step === 'folders' && at.session.state === 'signed-in' ? at.session.name : say('web.setup.account.detail'),
    },
    { name: say('web.setup.folders'), detail: say('web.setup.folders.detail') },
  ]
}

function CodeStep({ onDone }: { onDone: (code: string) => void }) {
  const check = useAct(routes.checkSetupCode)
  return (
    <CodeForm
      onCode={(code) => check.mutate({ body: { code } }, { onSuccess: () => onDone(code) })}
      error={check.error}
      isBusy={check.isPending}
    />
  )
}

function AccountStep({
  code,
  onBack,
  onDone,
}: {
  code: string
  onBack: () => void
  onDone: (session: SessionState) => void
}) {
  const claim = useAct(routes.claim, onDone)
  return (
    <AccountForm
      onAccount={(name, password) => claim.mutate({ body: { code, name, password } })}
      onBack={onBack}
      error={claim.error}
      isBusy={claim.isPending}
    />
  )
}

function FolderStep({ session }: { session: SessionState }) {
  const say = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const overview = useRead(archiveRoutes.routes.getOverview, {})
  const finish = () => {
    client.setQueryData(sessionQuery.queryKey, session)
    void navigate({ to: '/' })
  }
  return (
    <>
      {overview.error !== null && <ProblemPanel error={overview.error} onRetry={() => void overview.refetch()} />}
      {overview.data !== undefined && <FolderList folders={overview.data.folders} />}
      <p className="s13 t2">{say('web.setup.folders.next')}</p>
      <div className={styles.buttons}>
        <span className="end" />
        <Button look="primary" onClick={finish}>
          {say('web.setup.finish')}
        </Button>
      </div>
    </>
  )
}
