import { useNavigate, useSearch } from '@tanstack/react-router'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { Group } from './Group.tsx'
import { AddGroup } from './GroupForm.tsx'
import { MapDialog } from './MapDialog.tsx'
import { Tellings } from './Tellings.tsx'
import { useGroups } from './use-players.ts'

/** Who plays the library's media: the groups, how their paths differ from ours, and what they were told. */
export function Players() {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const list = useGroups()
  const [isAdding, setAdding] = useState(false)
  const groups = list.data?.items
  const isEmpty = groups?.length === 0
  const add = (
    <Button isWrite look={isEmpty ? 'primary' : 'plain'} icon={IconPlus} onClick={() => setAdding(true)}>
      {say('web.players.add')}
    </Button>
  )
  return (
    <Page
      title={say('web.players.title')}
      subtitle={say('web.players.subtitle')}
      actions={mayWrite && groups !== undefined && !isEmpty ? add : undefined}
    >
      {list.error !== null && <ProblemPanel error={list.error} onRetry={() => void list.refetch()} />}
      {isEmpty && (
        <Panel name={say('web.players.title')}>
          <EmptyState title={say('web.players.none')} steps={3} actions={mayWrite ? add : undefined}>
            {say(mayWrite ? 'web.players.none.how' : 'web.players.none.who')}
          </EmptyState>
        </Panel>
      )}
      {groups?.map((group) => (
        <Group key={group.groupId} group={group} />
      ))}
      {groups !== undefined && !isEmpty && <Tellings groups={groups} />}
      {groups !== undefined && <AskedMapping groups={groups} />}
      <AddGroup isOpen={isAdding} onClose={() => setAdding(false)} />
    </Page>
  )
}

/** A card leads here with the path that is in none of a player's libraries. */
function AskedMapping({ groups }: { groups: NonNullable<ReturnType<typeof useGroups>['data']>['items'] }) {
  const search = useSearch({ from: '/shell/library/players' })
  const navigate = useNavigate()
  const group = groups.find(({ groupId }) => String(groupId) === search['group'])
  if (group === undefined) return null
  return (
    <MapDialog
      group={group}
      libraryId={Number(search['library'])}
      isOpen={search['act'] === 'map'}
      onClose={() => void navigate({ to: '/library/players', search: {}, replace: true })}
    />
  )
}
