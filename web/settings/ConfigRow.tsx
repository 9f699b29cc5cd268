import { IconArrowBackUp, IconLock } from '@tabler/icons-react'
import type { ConfigView, SettingView } from '../../src/config/contract.ts'
import { Button } from '../parts/Button.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Tag } from '../parts/small.tsx'
import { useWords, type Say } from '../words.ts'
import { pathOf, valueOf, withoutValue, withValue, type ConfigEdit, type WrongValue } from './config-edit.ts'
import styles from './Config.module.css'
import { shapeOf } from './field-shape.ts'
import { ListField } from './ListField.tsx'
import { helpOf, labelOf, unitOf } from './setting-words.ts'
import { Meanwhile } from './Meanwhile.tsx'
import { SettingField, wordOf } from './SettingField.tsx'
import { SettingRow } from './SettingRow.tsx'

/** What somebody else saved of a setting that is being changed here. */
export interface Theirs {
  keys: readonly string[]
  before: ConfigEdit
}

interface ConfigRowProps {
  view: ConfigView
  setting: SettingView
  edit: ConfigEdit
  wrong: readonly WrongValue[]
  theirs: Theirs
  isLocked: boolean
  onChange: (edit: ConfigEdit) => void
}

/** One setting: its field, its origin, and the way back to the default. */
export function ConfigRow({ view, setting, edit, wrong, theirs, isLocked, onChange }: ConfigRowProps) {
  const say = useWords()
  const { key } = setting
  const shape = shapeOf(view, key)
  const value = valueOf(edit, setting)
  const fixed = isLocked || setting.origin === 'environment'
  return (
    <SettingRow
      label={labelOf(key)}
      hint={<Help setting={setting} />}
      origin={
        <Origin
          setting={setting}
          isWritten={edit.document.hasIn(pathOf(key))}
          isLocked={isLocked}
          onReset={() => onChange(withoutValue(edit, pathOf(key)))}
        />
      }
    >
      {shape.kind === 'list' ? (
        <ListField
          settingKey={key}
          shape={shape}
          value={Array.isArray(value) ? value : []}
          edit={edit}
          wrong={wrong}
          isLocked={fixed}
          onChange={onChange}
        />
      ) : (
        <SettingField
          name={labelOf(key)}
          shape={shape}
          value={value}
          unit={unitOf(key)}
          error={wrong.find((one) => one.key === key)?.text}
          isLocked={fixed}
          onChange={(next) => onChange(withValue(edit, pathOf(key), next))}
        />
      )}
      {theirs.keys.includes(key) && (
        <Meanwhile value={wordOf(say, valueOf(theirs.before, setting))} unit={unitOf(key)} />
      )}
    </SettingRow>
  )
}

/** What it does, when it takes effect, and how the file calls it. */
function Help({ setting }: { setting: SettingView }) {
  const say = useWords()
  return (
    <span className="col gap2">
      <span>{helpOf(setting)}</span>
      {setting.origin === 'environment' && (
        <span>{say('web.config.byEnvironment', { variable: setting.variable })}</span>
      )}
      {setting.needsRestart && <span>{say('web.config.needsRestart')}</span>}
      <span className={styles.small}>
        <code className="mono">{setting.key}</code>
        {setting.origin !== 'default' && <Default setting={setting} say={say} />}
      </span>
    </span>
  )
}

function Default({ setting, say }: { setting: SettingView; say: Say }) {
  if (setting.default === '' || setting.default === null || typeof setting.default === 'object') return null
  const shown = wordOf(say, setting.default)
  return <span>{say('web.config.default', { value: [shown, unitOf(setting.key)].filter(Boolean).join(' ') })}</span>
}

interface OriginProps {
  setting: SettingView
  isWritten: boolean
  isLocked: boolean
  onReset: () => void
}

function Origin({ setting, isWritten, isLocked, onReset }: OriginProps) {
  const say = useWords()
  if (setting.origin === 'environment') {
    return (
      <Tag>
        <Icon of={IconLock} size={11} /> {say('web.config.origin.environment')}
      </Tag>
    )
  }
  if (!isWritten) return <span className="s12 t3">{say('web.config.origin.default')}</span>
  return (
    <span className="row gap4">
      {!isLocked && (
        <Button isSmall isIconOnly look="quiet" icon={IconArrowBackUp} onClick={onReset}>
          {say('web.config.reset')}
        </Button>
      )}
      <Tag isOutlined>{say('web.config.origin.file')}</Tag>
    </span>
  )
}
