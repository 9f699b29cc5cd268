import { Link } from '@tanstack/react-router'
import { IconArrowBackUp, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { type PublicationView, publishRoutes, type PublishStepView } from '../../../src/library/publish/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { Ago } from '../../parts/Ago.tsx'
import { Button } from '../../parts/Button.tsx'
import { Panel, PanelBody, PanelRows } from '../../parts/Panel.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { State } from '../../parts/states.ts'
import { toast } from '../../parts/toast.ts'
import { useActorName } from '../../session/use-actor-name.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import styles from './title.module.css'

const { routes } = publishRoutes
/** It looks at what lies there now, which others may change. */
const EVERY_MS = 30_000
const STATE_OF: Readonly<Record<PublishStepView['act'], State>> = {
  write: 'planned',
  replace: 'planned',
  'take-over': 'planned',
  discard: 'planned',
  same: 'done',
  keep: 'needsYou',
  wait: 'waiting',
}

/** What publishing the title would do beside its media, and how it is taken back. */
export function BesideMedia({ titleId }: { titleId: number }) {
  const say = useWords()
  const read = useRead(routes.preview, { params: { titleId } }, { everyMs: EVERY_MS })
  if (read.error !== null)
    return (
      <Panel title={say('web.library.beside')}>
        <PanelBody>
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        </PanelBody>
      </Panel>
    )
  const { data } = read
  if (data === undefined || (data.steps.length === 0 && data.last === null)) return null
  return <Publication publication={data} />
}

function Publication({ publication }: { publication: PublicationView }) {
  const say = useWords()
  const { steps, titleId } = publication
  const open = steps.filter(({ act }) => act !== 'same')
  const standing = steps.length - open.length
  const act = useTakeOver(titleId)
  return (
    <Panel title={say('web.library.beside')} isLined footer={<Last publication={publication} />}>
      <PanelRows>
        {open.map((step) => (
          <Step key={step.relPath} step={step} onTakeOver={act.takeOver} />
        ))}
        {standing > 0 && (
          <p className="s13 t2">
            <StateChip state="done" isBare word={say('web.library.beside.standing', { count: standing })} />
          </p>
        )}
        {act.told !== null && (
          <p className="s12 t2" role="status">
            <Link to="/activity" search={{ job: String(act.told) }}>
              {say('web.library.task.started')}
            </Link>
          </p>
        )}
        {act.error !== null && <ProblemPanel error={act.error} />}
      </PanelRows>
    </Panel>
  )
}

/** A file of somebody else gives way; a copy of it stays in the trash. */
function useTakeOver(titleId: number) {
  const may = useMay('files:move')
  const [told, setTold] = useState<number | null>(null)
  const publish = useAct(routes.publish, ({ runId }) => setTold(runId))
  return {
    told,
    error: publish.error,
    takeOver: may
      ? (relPath: string) => publish.mutate({ params: { titleId }, body: { takeOver: [relPath] } })
      : undefined,
  }
}

interface StepProps {
  step: PublishStepView
  onTakeOver: ((relPath: string) => void) | undefined
}

function Step({ step: { act, text, relPath, reason }, onTakeOver }: StepProps) {
  const say = useWords()
  const name = relPath.slice(relPath.lastIndexOf('/') + 1)
  return (
    <div className={styles.player}>
      <span className="col gap2">
        <span className="mono s12 break">{name}</span>
        {reason !== null && (
          <span className="s12 t2 break">
            {reason.text} {reason.todo}
          </span>
        )}
      </span>
      <span className="row gap8">
        <StateChip state={STATE_OF[act]} word={text} isBare />
        {act === 'keep' && onTakeOver !== undefined && (
          <Button isSmall isWrite icon={IconSend} onClick={() => onTakeOver(relPath)}>
            {say('web.library.beside.takeOver', { name })}
          </Button>
        )}
      </span>
    </div>
  )
}

function Last({ publication: { last, titleId } }: { publication: PublicationView }) {
  const say = useWords()
  const nameOf = useActorName()
  const may = useMay('files:move')
  const undo = useAct(routes.undo, ({ files }) => {
    const stayed = files.filter(({ outcome }) => outcome === 'stayed').length
    const detail = stayed === 0 ? {} : { detail: say('web.library.beside.stayed', { count: stayed }) }
    toast({ title: say('web.library.beside.undone', { count: files.length - stayed }), ...detail })
  })
  if (last === null) return <span className="s12 t2">{say('web.library.beside.never')}</span>
  return (
    <span className="row gap8 wrap">
      <span className="s12 t2">
        {say('web.library.beside.last', { actor: nameOf(last.actor) })} <Ago at={last.at} isSentence />
      </span>
      {may && last.canUndo && (
        <Button
          isSmall
          isWrite
          icon={IconArrowBackUp}
          whyNot={undo.isPending ? say('web.signin.busy') : null}
          onClick={() => undo.mutate({ params: { titleId }, body: {} })}
        >
          {say('web.library.beside.undo')}
        </Button>
      )}
      {undo.error !== null && <ProblemPanel error={undo.error} />}
    </span>
  )
}
