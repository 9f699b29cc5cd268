import { IconCheck, IconCircleX, IconCopy, IconMinus, IconRefresh } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { TestView } from '../../src/connections/contract.ts'
import { formatDay, formatMoment, formatNumber } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { copyText } from '../parts/copy-text.ts'
import { Icon } from '../parts/Icon.tsx'
import { useNow } from '../parts/use-now.ts'
import { useWords, type Say } from '../words.ts'
import styles from './Connections.module.css'

export type Rung = TestView['rungs'][number]

interface LadderProps {
  test: TestView | null
  /** Of what is in the form, of that as it was before the last key, or of what is saved. */
  of: 'saved' | 'form' | 'former'
  isTesting: boolean
  /** Undefined for who may not. */
  onTest?: (() => void) | undefined
  whyNot: string | null
  /** What would mend the failure: `Cure`. */
  cure?: ReactNode
}

const ICONS = { ok: IconCheck, failed: IconCircleX, 'not-reached': IconMinus }
const TONES = { ok: 'ok', failed: 'bad', 'not-reached': 'idle' } as const

/** A test from the name to the rights: the first step that fails, why, and what to do. */
export function Ladder({ test, of, isTesting, onTest, whyNot, cure }: LadderProps) {
  const say = useWords()
  const nowMs = useNow()
  const failure = failureIn(test)
  const time = test === null ? '' : formatMoment(Date.parse(test.at), nowMs)
  const title = test === null ? say('web.connections.neverTested') : say(`web.connections.test.${of}`, { time })
  return (
    <section className={styles.test} aria-label={say('web.connections.test')} aria-busy={isTesting}>
      <div className={styles.testHead}>
        <h3 className="grow">{isTesting ? say('web.connections.testing') : title}</h3>
        {onTest !== undefined && (
          <Button
            isSmall
            isWrite
            icon={IconRefresh}
            whyNot={isTesting ? say('web.connections.testing') : whyNot}
            onClick={onTest}
          >
            {say('web.connections.test')}
          </Button>
        )}
        {test !== null && (
          <Button isSmall isIconOnly look="quiet" icon={IconCopy} onClick={() => void copyText(asText(say, test))}>
            {say('web.connections.copyTest')}
          </Button>
        )}
      </div>
      {test !== null && (
        <ol className={styles.rungs}>
          {test.rungs.map((rung) => (
            <RungRow key={rung.id} rung={rung} />
          ))}
        </ol>
      )}
      {failure?.said != null && <Failure said={failure.said} actions={cure} />}
    </section>
  )
}

export const failureIn = (test: TestView | null): Rung | undefined =>
  test?.rungs.find(({ state }) => state === 'failed')

function RungRow({ rung }: { rung: Rung }) {
  const say = useWords()
  return (
    <li data-state={rung.state}>
      <span className={`tone-${TONES[rung.state]}`}>
        <Icon of={ICONS[rung.state]} size={15} />
      </span>
      <b>{say(`web.connections.rung.${rung.id}`)}</b>
      <span className="break">
        {rung.state !== 'not-reached' && (
          <span className="sr-only">{say(`web.connections.rungState.${rung.state}`)} </span>
        )}
        {rung.said === null ? say('web.connections.notReached') : factOf(rung.said)}
      </span>
      <span className="t3 s12 num nowrap">
        {rung.tookMs !== null && say('web.connections.ms', { ms: formatNumber(rung.tookMs) })}
      </span>
    </li>
  )
}

type WhatIsSaid = NonNullable<Rung['said']>

/** A day of the server in the reader's way of writing days. */
function factOf({ text, params }: WhatIsSaid): string {
  const { until } = params
  return typeof until === 'string' ? text.replace(until, formatDay(Date.parse(until))) : text
}

/** What happened stands in its row; here is what to do about it, and why. */
function Failure({ said, actions }: { said: WhatIsSaid; actions: ReactNode }) {
  return (
    <div className={styles.failure}>
      <span className="tone-bad">
        <Icon of={IconCircleX} size={18} />
      </span>
      <div className="col">
        {said.todo !== undefined && <b>{said.todo}</b>}
        {said.why !== undefined && <span className="s13 t2 break">{said.why}</span>}
        {actions !== undefined && actions !== null && <div className="row gap4 wrap">{actions}</div>}
        <span className="mono s12 t2">{said.code}</span>
      </div>
    </div>
  )
}

const asText = (say: Say, { at, rungs }: TestView): string =>
  [
    at,
    ...rungs.map(({ id, state, said, tookMs }) =>
      [
        `${say(`web.connections.rung.${id}`)}:`,
        state,
        said === null ? undefined : `${said.text} (${said.code})`,
        tookMs === null ? undefined : `${tookMs} ms`,
      ]
        .filter((part) => part !== undefined)
        .join(' '),
    ),
  ].join('\n')
