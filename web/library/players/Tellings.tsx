import { Link } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { type GroupView, playerRoutes, type TellingView } from '../../../src/library/players/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useList } from '../../api/use-api.ts'
import { formatSaid } from '../../format.ts'
import { Ago } from '../../parts/Ago.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { EmptyState, NoMatch } from '../../parts/EmptyState.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import type { State } from '../../parts/states.ts'
import type { Column } from '../../parts/table-view.ts'
import { useWords, type Say } from '../../words.ts'

/** What was told of no title, or of one that is gone, settles without an event. */
const EVERY_MS = 5000
const STATES = ['waiting', 'verified', 'accepted', 'failed'] as const
const STATE_OF: Readonly<Record<TellingView['state'], State>> = {
  waiting: 'waiting',
  verified: 'verified',
  accepted: 'uncertain',
  failed: 'failed',
}

/** What the players were told of, and are to be: one row a folder and group. */
export function Tellings({ groups }: { groups: readonly GroupView[] }) {
  const say = useWords()
  const [state, setState] = useState<'' | TellingView['state']>('')
  const [group, setGroup] = useState('')
  const query = {
    limit: 100,
    ...(state === '' ? {} : { state }),
    ...(group === '' ? {} : { groupId: Number(group) }),
  }
  const list = useList(playerRoutes.routes.listTellings, { query }, { everyMs: EVERY_MS })
  const columns = useMemo(() => columnsOf(say), [say])
  const clear = () => {
    setState('')
    setGroup('')
  }
  return (
    <>
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <DataTable
        name={say('web.players.told')}
        columns={columns}
        rows={list.items}
        listKey={list.key}
        idOf={({ tellingId }) => String(tellingId)}
        nameOf={({ label }) => label}
        state={list.state}
        keepAs="player-tellings"
        tools={<Tools {...{ groups, group, state }} onGroup={setGroup} onState={setState} />}
        onEnd={list.more}
        empty={
          state === '' && group === '' ? (
            <EmptyState title={say('web.players.told.none')} steps={3}>
              {say('web.players.told.none.how')}
            </EmptyState>
          ) : (
            <NoMatch title={say('web.players.told.noMatch')} onClear={clear} />
          )
        }
      />
    </>
  )
}

interface ToolsProps {
  groups: readonly GroupView[]
  group: string
  state: '' | TellingView['state']
  onGroup: (group: string) => void
  onState: (state: '' | TellingView['state']) => void
}

function Tools({ groups, group, state, onGroup, onState }: ToolsProps) {
  const say = useWords()
  return (
    <>
      <ChoiceField
        name={say('web.players.group')}
        value={group}
        onChange={onGroup}
        options={[
          { value: '', label: say('web.players.allGroups') },
          ...groups.map(({ groupId, name }) => ({ value: String(groupId), label: name })),
        ]}
      />
      <ChoiceField
        name={say('web.players.state')}
        value={state}
        onChange={onState}
        options={[
          { value: '', label: say('web.players.allStates') },
          ...STATES.map((value) => ({ value, label: say(`web.players.state.${value}`) })),
        ]}
      />
    </>
  )
}

function columnsOf(say: Say): Column<TellingView>[] {
  return [
    {
      id: 'what',
      head: say('web.players.folder'),
      cell: ({ label, library, relPath, change }) => (
        <span className="col gap2">
          <span className="cut">{label}</span>
          <span className="s12 t2 cut">
            {say(`web.players.change.${change}`)} · {library}
            {relPath === label ? '' : `, ${relPath}`}
          </span>
        </span>
      ),
    },
    {
      id: 'state',
      head: say('web.players.state'),
      width: '20rem',
      cell: ({ state, because }) => (
        <span className="col gap2">
          <StateChip state={STATE_OF[state]} word={say(`web.players.state.${state}`)} isBare />
          {because !== null && <span className="s12 t2">{formatSaid(because)}</span>}
        </span>
      ),
    },
    {
      id: 'group',
      head: say('web.players.group'),
      width: '11rem',
      canHide: true,
      isWideOnly: true,
      cell: ({ group, player }) => (
        <span className="col gap2">
          <span className="cut">{group}</span>
          {player !== null && <span className="s12 t2 cut">{player}</span>}
        </span>
      ),
    },
    {
      id: 'when',
      head: say('web.players.when'),
      width: '8rem',
      isWideOnly: true,
      cell: ({ settledAt, askedAt, deliveryId }) =>
        deliveryId === null ? (
          <Ago at={settledAt ?? askedAt} />
        ) : (
          <Link to="/activity/deliveries/$deliveryId" params={{ deliveryId: String(deliveryId) }}>
            <Ago at={settledAt ?? askedAt} />
          </Link>
        ),
    },
  ]
}
