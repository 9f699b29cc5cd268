import { Menu } from '@mantine/core'
import { IconDots, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { accessRoutes, type PersonView } from '../../src/access/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct, useRead } from '../api/use-api.ts'
import { Ago } from '../parts/Ago.tsx'
import { Button } from '../parts/Button.tsx'
import { ChoiceField } from '../parts/fields.tsx'
import { Panel, PanelBody, PanelRows } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useWords } from '../words.ts'
import { NewPassword } from './NewPassword.tsx'
import { PersonForm } from './PersonForm.tsx'
import { roleOptions } from './role-options.ts'
import styles from './People.module.css'

const routes = accessRoutes.routes

/** Everybody who can sign in. */
export function PeopleList({ ownId }: { ownId: number | null }) {
  const say = useWords()
  const read = useRead(routes.listPeople, {})
  const [isAdding, setAdding] = useState(false)
  const add = (
    <Button isSmall isWrite icon={IconPlus} onClick={() => setAdding(true)}>
      {say('web.people.add')}
    </Button>
  )
  return (
    <Panel title={say('web.people')} isLined actions={add}>
      {read.error !== null && (
        <PanelBody>
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        </PanelBody>
      )}
      <PanelRows>
        {(read.data?.items ?? []).map((person) => (
          <PersonRow key={person.personId} person={person} isOwn={person.personId === ownId} />
        ))}
      </PanelRows>
      <PersonForm isOpen={isAdding} onClose={() => setAdding(false)} />
    </Panel>
  )
}

function PersonRow({ person, isOwn }: { person: PersonView; isOwn: boolean }) {
  const say = useWords()
  const change = useAct(routes.changePerson)
  const remove = useAct(routes.removePerson)
  const params = { personId: person.personId }
  const error = change.error ?? remove.error
  return (
    <div className="col">
      <div className={styles.person}>
        <span className="col gap2">
          <b className="cut">{person.name}</b>
          <span className="s12 t3">
            {person.lastSeenAt === null ? (
              say('web.people.never')
            ) : (
              <>
                {say('web.settings.sessions.seen')} <Ago at={person.lastSeenAt} isSentence />
              </>
            )}
          </span>
        </span>
        <StateChip
          state={person.isDisabled ? 'off' : 'done'}
          word={say(person.isDisabled ? 'web.people.shutOut' : 'web.people.mayEnter')}
          isBare
        />
        <ChoiceField
          name={say('web.people.role', { name: person.name })}
          value={person.role}
          options={roleOptions(say)}
          onChange={(role) => change.mutate({ params, body: { role } })}
        />
        <PersonMenu
          person={person}
          isOwn={isOwn}
          onShut={() => change.mutate({ params, body: { isDisabled: !person.isDisabled } })}
          onRemove={() => remove.mutate({ params })}
        />
      </div>
      {error !== null && <ProblemPanel error={error} />}
    </div>
  )
}

interface PersonMenuProps {
  person: PersonView
  isOwn: boolean
  onShut: () => void
  onRemove: () => void
}

function PersonMenu({ person, isOwn, onShut, onRemove }: PersonMenuProps) {
  const say = useWords()
  const [isSetting, setSetting] = useState(false)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button isSmall isIconOnly look="quiet" icon={IconDots}>
            {say('web.people.more', { name: person.name })}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setSetting(true)}>{say('web.people.newPassword')}</Menu.Item>
          {!isOwn && (
            <Menu.Item onClick={onShut}>{say(person.isDisabled ? 'web.people.letIn' : 'web.people.shut')}</Menu.Item>
          )}
          {!isOwn && <Menu.Item onClick={onRemove}>{say('web.people.remove')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <NewPassword person={person} isOpen={isSetting} onClose={() => setSetting(false)} />
    </>
  )
}
