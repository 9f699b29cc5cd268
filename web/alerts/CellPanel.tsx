import { IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import {
  alertRoutes,
  type AlertKindView,
  type ChannelView,
  MODE_NAMES,
  type RuleView,
} from '../../src/alerts/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { fieldError } from '../api/field-errors.ts'
import { useAct, useRead } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { DetailDrawer, DrawerPart } from '../parts/DetailDrawer.tsx'
import { TextAreaField } from '../parts/fields.tsx'
import { Segmented } from '../parts/Segmented.tsx'
import { toast } from '../parts/toast.ts'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { isResting, ruleOf } from './alert-look.ts'
import styles from './alerts.module.css'
import { OnlyWhen } from './OnlyWhen.tsx'

const { routes } = alertRoutes

interface CellPanelProps {
  kind: AlertKindView
  channel: ChannelView
  onClose: () => void
}

/** How one channel tells of one kind of thing: when, of what alone, in which words, and what that came to lately. */
export function CellPanel({ kind, channel, onClose }: CellPanelProps) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const rule = ruleOf(channel, kind.kind)
  const { channelId } = channel
  const set = useAct(routes.setRule)
  const save = (change: Partial<Omit<RuleView, 'kind'>>): void => {
    const { mode, filters, template } = { ...rule, ...change }
    set.mutate({ params: { channelId, kind: kind.kind }, body: { mode, filters, template } })
  }
  return (
    <DetailDrawer title={say('web.alerts.cellTitle', { kind: kind.title, channel: channel.name })} onClose={onClose}>
      <DrawerPart>
        <Segmented
          name={say('web.alerts.how')}
          value={rule.mode}
          onChange={(mode) => save({ mode })}
          isDisabled={!mayWrite}
          options={MODE_NAMES.map((mode) => ({ value: mode, label: say(`web.alerts.mode.${mode}`) }))}
        />
        <span className="s12 t2">{say(`web.alerts.mode.${rule.mode}.why`)}</span>
        {isResting(channel) && <span className="s12 t2">{say('web.alerts.rests', { channel: channel.name })}</span>}
        {set.error !== null && <ProblemPanel error={set.error} />}
      </DrawerPart>
      {kind.filters.length > 0 && (
        <DrawerPart title={say('web.alerts.onlyWhen')}>
          <OnlyWhen kind={kind} filters={rule.filters} onChange={(filters) => save({ filters })} isLocked={!mayWrite} />
        </DrawerPart>
      )}
      <DrawerPart title={say('web.alerts.message')}>
        <Preview kind={kind} channel={channel} rule={rule} />
        {mayWrite && <Acts kind={kind} channel={channel} rule={rule} />}
      </DrawerPart>
    </DetailDrawer>
  )
}

interface RuleOf {
  kind: AlertKindView
  channel: ChannelView
  rule: RuleView
}

function Preview({ kind, channel, rule: { mode, filters, template } }: RuleOf) {
  const say = useWords()
  const preview = useRead(routes.preview, {
    params: { channelId: channel.channelId },
    body: { kind: kind.kind, mode, filters, template },
  })
  if (preview.error !== null) return <ProblemPanel error={preview.error} />
  if (preview.data === undefined) return null
  const { title, lines, isExample, events, messages } = preview.data
  const told = {
    events: say('web.alerts.events', { count: events }),
    messages: say('web.alerts.messages', { count: messages }),
  }
  return (
    <>
      <div className={styles.example}>
        <b className="s13">{title}</b>
        {lines.map((line, at) => (
          <span key={at} className="s13 t2">
            {line}
          </span>
        ))}
      </div>
      <span className="s12 t2">
        {isExample ? say('web.alerts.preview.none') : say('web.alerts.preview.told', told)}
      </span>
    </>
  )
}

function Acts({ kind, channel, rule }: RuleOf) {
  const say = useWords()
  const { channelId, name } = channel
  const [text, setText] = useState<string | null>(null)
  const test = useAct(routes.test, () => toast({ title: say('web.alerts.testSent', { channel: name }) }))
  const set = useAct(routes.setRule, () => setText(null))
  const usual = kind.template
  const save = (template: string | null): void =>
    set.mutate({ params: { channelId, kind: kind.kind }, body: { mode: rule.mode, filters: rule.filters, template } })
  const error = fieldError(set.error, '/template')
  return (
    <>
      {text !== null && (
        <TextForm {...{ text, setText, kind, rule, save }} {...(error === undefined ? {} : { error })} />
      )}
      {[test.error, error === undefined ? set.error : null].map(
        (problem, at) => problem !== null && <ProblemPanel key={at} error={problem} />,
      )}
      <div className="row gap4 wrap">
        <Button
          isSmall
          isWrite
          icon={IconSend}
          onClick={() =>
            test.mutate({ params: { channelId }, body: { kind: kind.kind, template: text ?? rule.template } })
          }
        >
          {say('web.alerts.sendTest')}
        </Button>
        {text === null && (
          <Button isSmall look="quiet" onClick={() => setText(rule.template ?? usual)}>
            {say('web.alerts.editText')}
          </Button>
        )}
      </div>
    </>
  )
}

interface TextFormProps extends Pick<RuleOf, 'kind' | 'rule'> {
  text: string
  setText: (text: string | null) => void
  save: (template: string | null) => void
  error?: string
}

/** The rule's own text; saving the usual words keeps none. */
function TextForm({ text, setText, kind, rule, save, ...wrong }: TextFormProps) {
  const say = useWords()
  return (
    <>
      <TextAreaField
        label={say('web.alerts.text')}
        hint={say('web.alerts.textHint', { fields: kind.fields.map((field) => `{{${field}}}`).join(' ') })}
        rows={4}
        isMono
        value={text}
        onChange={setText}
        {...wrong}
      />
      <div className="row gap4 wrap">
        <Button isSmall isWrite look="primary" onClick={() => save(text === kind.template ? null : text)}>
          {say('web.alerts.saveText')}
        </Button>
        <Button isSmall look="quiet" onClick={() => setText(null)}>
          {say('web.cancel')}
        </Button>
        {rule.template !== null && (
          <Button isSmall isWrite look="quiet" onClick={() => save(null)}>
            {say('web.alerts.usualText')}
          </Button>
        )}
      </div>
    </>
  )
}
