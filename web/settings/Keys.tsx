import { IconCopy, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { accessRoutes, type KeyView } from '../../src/access/contract.ts'
import type { Scope } from '../../src/kernel/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { formatDay } from '../format.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { copyText } from '../parts/copy-text.ts'
import { Panel, PanelBody, PanelRows } from '../parts/Panel.tsx'
import { Tag } from '../parts/small.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useWords } from '../words.ts'
import { KeyForm } from './KeyForm.tsx'
import styles from './People.module.css'

interface KeysProps {
  isAdmin: boolean
  /** What the person may do, so what a key of theirs may be given. */
  scopes: readonly Scope[]
}

/** Keys for programs. A new one is shown once. */
export function Keys({ isAdmin, scopes }: KeysProps) {
  const say = useWords()
  const read = useRead(accessRoutes.routes.listKeys, { query: isAdmin ? { all: 'true' } : {} })
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<string | null>(null)
  const keys = read.data?.items ?? []
  const make = (
    <Button isSmall isWrite icon={IconPlus} onClick={() => setMaking(true)}>
      {say('web.keys.make')}
    </Button>
  )
  return (
    <Panel title={say('web.keys.list')} aside={say('web.keys.hint')} isLined actions={make}>
      {made !== null && <MadeKey value={made} onClose={() => setMade(null)} />}
      {read.error !== null && (
        <PanelBody>
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        </PanelBody>
      )}
      <PanelRows>
        {keys.map((key) => (
          <KeyRow key={key.keyId} view={key} />
        ))}
        {read.data !== undefined && keys.length === 0 && <p className="s13 t2">{say('web.keys.none')}</p>}
      </PanelRows>
      <KeyForm isOpen={isMaking} scopes={scopes} onClose={() => setMaking(false)} onMade={setMade} />
    </Panel>
  )
}

function MadeKey({ value, onClose }: { value: string; onClose: () => void }) {
  const say = useWords()
  return (
    <div className={styles.once} role="status">
      <b className="s13">{say('web.keys.once')}</b>
      <code className="break">{value}</code>
      <div className="row gap4">
        <Button isSmall icon={IconCopy} onClick={() => void copyText(value)}>
          {say('web.copy')}
        </Button>
        <Button isSmall look="quiet" onClick={onClose}>
          {say('web.keys.kept')}
        </Button>
      </div>
    </div>
  )
}

function KeyRow({ view }: { view: KeyView }) {
  const say = useWords()
  const revoke = useAct(accessRoutes.routes.revokeKey)
  const isOver = view.revokedAt !== null
  const ends =
    view.expiresAt === null
      ? say('web.keys.noEnd')
      : say('web.keys.ends', { day: formatDay(Date.parse(view.expiresAt)) })
  return (
    <div className="col gap4">
      <div className="row wrap">
        <b className="s13">{view.name}</b>
        <span className="mono s12 t3">{view.publicId}</span>
        <span className="end row gap4">
          {isOver ? (
            <StateChip state="off" word={say('web.keys.revoked')} isBare />
          ) : (
            <Button isSmall isWrite onClick={() => revoke.mutate({ params: { keyId: view.keyId } })}>
              {say('web.keys.revoke')}
            </Button>
          )}
        </span>
      </div>
      <div className="row wrap gap4">
        {view.scopes.map((scope) => (
          <Tag key={scope} isOutlined>
            {say(`web.scope.${scope}`)}
          </Tag>
        ))}
      </div>
      <span className="s12 t3">
        {view.ownerName ?? say('web.keys.host')}, {ends},{' '}
        {view.lastUsedAt === null ? (
          say('web.keys.neverUsed')
        ) : (
          <>
            {say('web.keys.used')} <Ago at={view.lastUsedAt} isSentence />
          </>
        )}
      </span>
      {revoke.error !== null && <ProblemPanel error={revoke.error} />}
    </div>
  )
}
