import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState, type ReactNode } from 'react'
import type { ConfigView, SettingView } from '../../src/config/contract.ts'
import { Button } from '../parts/Button.tsx'
import { FieldError, TextField } from '../parts/fields.tsx'
import { Panel, PanelRows } from '../parts/Panel.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { useMay } from '../session/use-session.ts'
import { isWord, useWords, type Say } from '../words.ts'
import type { ConfigEdit, WrongValue } from './config-edit.ts'
import styles from './Config.module.css'
import { ConfigRow, type Theirs } from './ConfigRow.tsx'
import { SETTING_GROUPS } from './setting-groups.ts'
import { helpOf, labelOf } from './setting-words.ts'

interface ConfigFormProps {
  view: ConfigView
  edit: ConfigEdit
  wrong: readonly WrongValue[]
  changed: readonly string[]
  theirs: Theirs
  isDirty: boolean
  onChange: (edit: ConfigEdit) => void
  onSave: () => void
  onDiscard: () => void
}

/** The settings of one room as fields; each says where its value comes from. */
export function ConfigForm({ view, edit, changed, isDirty, onSave, onDiscard, ...props }: ConfigFormProps) {
  const { wrong, theirs, onChange } = props
  const say = useWords()
  const mayWrite = useMay('config:write')
  const { rooms, room, setRoom } = useRoom(view)
  const [search, setSearch] = useState('')
  const shown = view.settings.filter((setting) => (search === '' ? setting.room === room : fits(setting, search)))
  const row = { view, edit, wrong, theirs, isLocked: !mayWrite || edit.brokenLine !== null, onChange }
  const whyNot = whyNotSave(say, { isDirty, mayWrite, brokenLine: edit.brokenLine, wrongCount: wrong.length })
  return (
    <Panel
      name={say('web.nav.settings.config')}
      isFooterSticky
      footer={
        <>
          <Button look="primary" isWrite whyNot={whyNot} onClick={onSave}>
            {changed.length === 0 ? say('web.config.save') : say('web.config.saveChanges', { count: changed.length })}
          </Button>
          {isDirty && (
            <Button look="quiet" onClick={onDiscard}>
              {say('web.plan.discard')}
            </Button>
          )}
          <span className="end" />
          {wrong.length > 0 && <FieldError>{say('web.config.wrongCount', { count: wrong.length })}</FieldError>}
        </>
      }
    >
      <div className={styles.tools}>
        <Segmented
          name={say('web.config.room')}
          value={room}
          onChange={setRoom}
          options={rooms.map((value) => ({ value, label: roomName(say, value) }))}
        />
        <div className={`${styles.search} end`}>
          <TextField
            name={say('web.config.find')}
            placeholder={say('web.config.find')}
            value={search}
            onChange={setSearch}
          />
        </div>
      </div>
      {groupsOf(shown).map((group) => (
        <Group key={group.id} {...group}>
          {(setting) => <ConfigRow key={setting.key} setting={setting} {...row} />}
        </Group>
      ))}
      {shown.length === 0 && <p className={`${styles.none} s13 t2`}>{say('web.config.noneFound')}</p>}
    </Panel>
  )
}

type SettingGroup = ReturnType<typeof groupsOf>[number]

function Group({ id, settings, children }: SettingGroup & { children: (setting: SettingView) => ReactNode }) {
  const say = useWords()
  return (
    <section aria-label={say(`web.setting.group.${id}`)}>
      <h2 className={styles.group}>{say(`web.setting.group.${id}`)}</h2>
      <PanelRows>{settings.map(children)}</PanelRows>
    </section>
  )
}

/** The open room stands in the address. The server's own settings come last: they are changed least. */
function useRoom(view: ConfigView) {
  const navigate = useNavigate()
  const asked = useSearch({ from: '/shell/settings/config' })['room']
  const found = new Set(view.settings.map((setting) => setting.room))
  const rooms = [...found].toSorted((a, b) => Number(a === 'server') - Number(b === 'server'))
  const room = rooms.find((name) => name === asked) ?? rooms[0] ?? ''
  const setRoom = (next: string) =>
    void navigate({ to: '/settings/config', search: { room: next }, replace: true, resetScroll: false })
  return { rooms, room, setRoom }
}

const fits = (setting: SettingView, search: string) =>
  `${setting.key} ${labelOf(setting.key)} ${helpOf(setting)}`.toLowerCase().includes(search.toLowerCase())

/** Below their headings; what this page has no heading for comes last. */
function groupsOf(shown: readonly SettingView[]) {
  const named = SETTING_GROUPS.map(({ id, keys }) => ({
    id,
    settings: keys.flatMap((key) => shown.filter((setting) => setting.key === key)),
  }))
  const known = new Set<string>(SETTING_GROUPS.flatMap((group) => [...group.keys]))
  const rest = { id: 'other' as const, settings: shown.filter(({ key }) => !known.has(key)) }
  return [...named, rest].filter(({ settings }) => settings.length > 0)
}

function roomName(say: Say, room: string): string {
  const key = `web.config.room.${room}`
  return isWord(key) ? say(key) : room
}

interface SaveState {
  isDirty: boolean
  mayWrite: boolean
  brokenLine: number | null
  wrongCount: number
}

function whyNotSave(say: Say, { isDirty, mayWrite, brokenLine, wrongCount }: SaveState): string | null {
  if (!mayWrite) return say('web.config.mayNot')
  if (brokenLine !== null) return say('web.config.notYaml', { line: brokenLine })
  if (wrongCount > 0) return say('web.config.wrongCount', { count: wrongCount })
  return isDirty ? null : say('web.config.noChange')
}
