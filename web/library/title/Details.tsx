import { IconHistory, IconLock, IconLockOpen, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { TitleDetail } from '../../../src/library/titles/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { formatDay } from '../../format.ts'
import { EDIT_KEYS, NO_KEYS } from '../../parts/act-keys.ts'
import { Button } from '../../parts/Button.tsx'
import { Hint } from '../../parts/Hint.tsx'
import { useKeys } from '../../parts/keyboard.ts'
import { Panel, PanelBody, PanelRows } from '../../parts/Panel.tsx'
import { useActorName } from '../../session/use-actor-name.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords, type Say } from '../../words.ts'
import { ALWAYS, FACT_NAMES, type FactName, factText } from './fact-text.ts'
import { FactForm } from './FactForm.tsx'
import { GiveBack } from './GiveBack.tsx'
import { History } from './History.tsx'
import styles from './title.module.css'
import { useLocks } from './use-title.ts'

/** What is known of a title: each fact with who said it, what others say, and its lock. */
export function Details({ title }: { title: TitleDetail }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [isEditing, setEditing] = useState(false)
  const [isHistory, setHistory] = useState(false)
  const locks = useLocks(title)
  const isWhole = title.locks.includes('*')
  useKeys(may && !isEditing ? EDIT_KEYS : NO_KEYS)
  if (isEditing) return <FactForm title={title} onClose={() => setEditing(false)} />
  return (
    <Panel
      title={say('web.library.details')}
      aside={title.locks.length === 0 ? undefined : say('web.library.details.locked', { count: title.locks.length })}
      isLined
      actions={
        <>
          <Button isSmall look="quiet" icon={IconHistory} onClick={() => setHistory(true)}>
            {say('web.library.history')}
          </Button>
          {may && (
            <Button
              isSmall
              isWrite
              look="quiet"
              icon={isWhole ? IconLock : IconLockOpen}
              onClick={() => locks.toggle('*')}
            >
              {say(isWhole ? 'web.library.unlockAll' : 'web.library.lockAll')}
            </Button>
          )}
          {may && (
            <Button isSmall keys="e" icon={IconPencil} onClick={() => setEditing(true)}>
              {say('web.library.edit')}
            </Button>
          )}
        </>
      }
    >
      {locks.error !== null && (
        <PanelBody>
          <ProblemPanel error={locks.error} />
        </PanelBody>
      )}
      <PanelRows>
        {FACT_NAMES.filter((name) => ALWAYS.has(name) || title.facts[name] !== undefined).map((name) => (
          <FactRow key={name} title={title} name={name} locks={locks} />
        ))}
      </PanelRows>
      <History titleId={title.titleId} isOpen={isHistory} onClose={() => setHistory(false)} />
    </Panel>
  )
}

interface FactRowProps {
  title: TitleDetail
  name: FactName
  locks: ReturnType<typeof useLocks>
}

function FactRow({ title, name, locks }: FactRowProps) {
  const say = useWords()
  const may = useMay('jobs:write')
  const text = factText(say, name, title.facts)
  const isLocked = locks.isLocked(name)
  const label = say(`library.fact.${name}`)
  const others = otherWords(say, title, name)
  return (
    <div className={styles.fact}>
      <span className="t3 s13">{label}</span>
      <span className="col gap2">
        <span className={`${styles.value} break`} data-title={name === 'title' || undefined}>
          {text === '' ? <span className="t3">{say('web.library.nobodySaid')}</span> : text}
        </span>
        {others !== '' && <span className="s12 t3 break">{others}</span>}
      </span>
      <Source title={title} name={name} />
      {may ? (
        <Button
          isSmall
          isIconOnly
          isWrite
          look="quiet"
          icon={isLocked ? IconLock : IconLockOpen}
          whyNot={title.locks.includes('*') ? say('web.library.lockedAsWhole') : null}
          onClick={() => locks.toggle(name)}
        >
          {say(isLocked ? 'web.library.unlock' : 'web.library.lock', { name: label })}
        </Button>
      ) : (
        <span />
      )}
    </div>
  )
}

function Source({ title, name }: Pick<FactRowProps, 'title' | 'name'>) {
  const say = useWords()
  const nameOf = useActorName()
  const told = title.sources[name]
  if (told === undefined) return <span className={styles.source} />
  const day = formatDay(Date.parse(told.at))
  const isPerson = told.source === 'person'
  const word = isPerson ? nameOf(told.by) : say(`library.source.${told.source}`)
  return (
    <span className={`${styles.source} s12 t3`}>
      <Hint text={say('web.library.saidOn', { who: word, day })}>
        <span tabIndex={0}>{word}</span>
      </Hint>
      {isPerson && <GiveBack title={title} name={name} />}
    </span>
  )
}

/** What less trusted sources say instead: `NFO: 2018`. */
function otherWords(say: Say, { told, sources, facts }: TitleDetail, name: FactName): string {
  const now = factText(say, name, facts)
  return Object.entries(told)
    .filter(([source, theirs]) => source !== sources[name]?.source && theirs[name] !== undefined)
    .map(([source, theirs]) => ({ source, text: factText(say, name, theirs) }))
    .filter(({ text }) => text !== now && text !== '')
    .map(({ source, text }) =>
      say('web.library.otherSays', {
        source: say(`library.source.${source}` as 'library.source.nfo'),
        text: cut(text),
      }),
    )
    .join(' ')
}

const SHOWN = 80
const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text)
