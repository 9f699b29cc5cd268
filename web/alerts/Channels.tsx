import { Link } from '@tanstack/react-router'
import { IconSend, IconTrash } from '@tabler/icons-react'
import { alertRoutes, type AlertsView, type ChannelView } from '../../src/alerts/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { formatExact } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { SwitchField } from '../parts/fields.tsx'
import { Icon } from '../parts/Icon.tsx'
import { Panel, PanelRows } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { toast } from '../parts/toast.ts'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { iconOf, stateOf } from './alert-look.ts'
import styles from './alerts.module.css'

const { routes } = alertRoutes

/** The channels one by one: how each is, what waits there, and its switch. */
export function Channels({ view }: { view: AlertsView }) {
  const say = useWords()
  return (
    <Panel title={say('web.alerts.channels')} isLined>
      <PanelRows>
        {view.channels.map((channel) => (
          <ChannelRow key={channel.channelId} channel={channel} />
        ))}
      </PanelRows>
    </Panel>
  )
}

function ChannelRow({ channel }: { channel: ChannelView }) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const { channelId, connectionId, name, title, off, waiting, nextAt, rules } = channel
  const { state, word } = stateOf(channel)
  const on = rules.filter(({ mode }) => mode !== 'off').length
  return (
    <div className={styles.channel}>
      <span className="row gap4">
        <Icon of={iconOf(channel.connectionKind)} size={18} />
        <span className="col gap2">
          <Link
            to="/connections/{-$connectionId}"
            params={{ connectionId: String(connectionId) }}
            className="s13 break"
          >
            <b>{name}</b>
          </Link>
          <span className="s12 t3">{title}</span>
        </span>
      </span>
      <span className="col gap4">
        <StateChip state={state} word={say(`web.alerts.state.${word}`)} isBare />
        {off !== null && (
          <span className="s12 t2 break">
            {off.said.text} {off.said.todo}
          </span>
        )}
        <span className="s12 t2">
          {say('web.alerts.tells', { count: on })}
          {waiting > 0 &&
            nextAt !== null &&
            ` ${say('web.alerts.waits', { count: waiting, time: formatExact(Date.parse(nextAt)) })}`}
        </span>
      </span>
      {mayWrite && <ChannelActs key={channelId} channel={channel} />}
    </div>
  )
}

function ChannelActs({ channel }: { channel: ChannelView }) {
  const say = useWords()
  const { channelId, name, isEnabled } = channel
  const change = useAct(routes.changeChannel)
  const remove = useAct(routes.removeChannel, () => toast({ title: say('web.alerts.removed', { channel: name }) }))
  const test = useAct(routes.test, () => toast({ title: say('web.alerts.testSent', { channel: name }) }))
  const error = change.error ?? remove.error ?? test.error
  return (
    <span className="col gap4">
      <span className="row gap4 wrap">
        <SwitchField
          label={say(isEnabled ? 'web.alerts.on' : 'web.alerts.off')}
          name={say('web.alerts.switch', { channel: name })}
          isOn={isEnabled}
          onChange={(isOn) => change.mutate({ params: { channelId }, body: { isEnabled: isOn } })}
        />
        <Button isSmall isWrite icon={IconSend} onClick={() => test.mutate({ params: { channelId }, body: {} })}>
          {say('web.alerts.sendTest')}
        </Button>
        <Button
          isSmall
          isWrite
          isIconOnly
          look="danger"
          icon={IconTrash}
          onClick={() => remove.mutate({ params: { channelId } })}
        >
          {say('web.alerts.remove', { channel: name })}
        </Button>
      </span>
      {error !== null && <ProblemPanel error={error} />}
    </span>
  )
}
