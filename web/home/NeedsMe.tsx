import { useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { IconAlertTriangle, IconCircleX, IconHelpCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { attentionRoutes, type CardView } from '../../src/attention/contract.ts'
import { callOperation, scopeOf } from '../api/operations.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { Ago } from '../parts/Ago.tsx'
import { AttentionCard } from '../parts/AttentionCard.tsx'
import { Button } from '../parts/Button.tsx'
import { Panel, PanelBody, Question } from '../parts/Panel.tsx'
import { useMay, useSession } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import styles from './Home.module.css'

const LOOKS = {
  bad: { tone: 'bad', icon: IconCircleX },
  warn: { tone: 'warn', icon: IconAlertTriangle },
  info: { tone: 'unc', icon: IconHelpCircle },
} as const
const MOST_ACTIONS = 3

/** What waits for a person, worst first; each card with the acts made for its cause. */
export function NeedsMe() {
  const say = useWords()
  const read = useRead(attentionRoutes.routes.listOpen, { query: {} })
  const cards = read.data?.items ?? []
  const answer =
    read.data === undefined
      ? say('web.home.looking')
      : cards.length === 0
        ? say('web.home.nothingNeedsYou')
        : say('web.home.needYou', { count: cards.length })
  return (
    <Panel name={say('web.home.needsMe')} isFirstOnPhone>
      <Question asks={say('web.home.needsMe')} answer={answer} />
      {read.error !== null && (
        <PanelBody>
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        </PanelBody>
      )}
      {read.data !== undefined && cards.length === 0 && (
        <p className={`${styles.calm} s13 t2`}>{say('web.home.calm')}</p>
      )}
      <div>
        {cards.map((card) => (
          <Card key={card.cardId} card={card} />
        ))}
      </div>
    </Panel>
  )
}

function Card({ card }: { card: CardView }) {
  const [error, setError] = useState<Error | null>(null)
  const { tone, icon } = LOOKS[card.severity]
  return (
    <>
      <AttentionCard
        tone={tone}
        icon={icon}
        title={card.said.text}
        since={<Ago at={card.raisedAt} />}
        actions={<Actions card={card} onError={setError} />}
      >
        {card.said.why} {card.said.todo}
      </AttentionCard>
      {error !== null && (
        <PanelBody>
          <ProblemPanel error={error} />
        </PanelBody>
      )}
    </>
  )
}

function Actions({ card, onError }: { card: CardView; onError: (error: Error | null) => void }) {
  const say = useWords()
  const navigate = useNavigate()
  const client = useQueryClient()
  const mayAct = useMay('jobs:write')
  const scopes: readonly string[] = useSession().scopes
  const actions = card.actions.filter(
    ({ call }) => call === undefined || scopes.includes(scopeOf(call.operationId) ?? ''),
  )
  const snooze = useAct(attentionRoutes.routes.snooze)
  const run = (action: CardView['actions'][number]) => {
    onError(null)
    if (action.open !== undefined) return void navigate({ to: action.open })
    if (action.call === undefined) return undefined
    return void callOperation(action.call).then(() => client.invalidateQueries(), onError)
  }
  return (
    <>
      {actions.slice(0, MOST_ACTIONS).map((action, index) => (
        <Button
          key={action.code}
          isSmall
          look={index === 0 ? 'primary' : 'plain'}
          isWrite={action.call !== undefined}
          onClick={() => run(action)}
        >
          {action.label}
        </Button>
      ))}
      {mayAct && actions.length < MOST_ACTIONS && (
        <Button
          isSmall
          isWrite
          look="quiet"
          onClick={() => snooze.mutate({ params: { cardId: card.cardId }, body: { hours: 24 } })}
        >
          {say('web.home.snooze')}
        </Button>
      )}
    </>
  )
}
