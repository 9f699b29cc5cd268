import { useState, type KeyboardEvent } from 'react'
import type { AlertsView, ChannelView } from '../../src/alerts/contract.ts'
import { Icon } from '../parts/Icon.tsx'
import { Panel } from '../parts/Panel.tsx'
import { StateChip } from '../parts/StateChip.tsx'
import { useWords } from '../words.ts'
import { areasOf, iconOf, isResting, MODE_ICONS, type Place, ruleOf, stateOf, stepFrom } from './alert-look.ts'
import styles from './alerts.module.css'
import { Legend } from './Legend.tsx'

export interface Chosen {
  kind: string
  channelId: number
}

interface MatrixProps {
  view: AlertsView
  chosen: Chosen | null
  onChoose: (chosen: Chosen) => void
}

/** Kinds of things down, channels across; each cell opens what is told there, and how. */
export function Matrix({ view, chosen, onChoose }: MatrixProps) {
  const say = useWords()
  const [place, setPlace] = useState<Place>({ row: 0, column: 0 })
  const { channels, kinds } = view
  const size = { rows: kinds.length, columns: channels.length }
  const move = (event: KeyboardEvent<HTMLElement>): void => {
    const to = stepFrom(place, event.key, size)
    if (to === undefined) return
    event.preventDefault()
    setPlace(to)
    const table = event.currentTarget.closest('table')
    table?.querySelector<HTMLElement>(`[data-place="${to.row}:${to.column}"]`)?.focus()
  }
  return (
    <Panel name={say('web.alerts.matrix')} footer={<Legend view={view} />}>
      <div className={styles.scroll}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col" className="s12 t2">
                {say('web.alerts.event')}
              </th>
              {channels.map((channel) => (
                <ChannelHead key={channel.channelId} channel={channel} />
              ))}
            </tr>
          </thead>
          {areasOf(kinds).map((area) => (
            <tbody key={area.area}>
              <tr className={styles.area}>
                <th scope="rowgroup" colSpan={channels.length + 1}>
                  {say(`web.alerts.area.${area.area}`)}
                </th>
              </tr>
              {area.kinds.map((kind) => (
                <KindRow
                  key={kind.kind}
                  {...{ kind, channels, chosen, onChoose, place, setPlace }}
                  row={kinds.indexOf(kind)}
                  onKeyDown={move}
                />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </Panel>
  )
}

interface KindRowProps extends Omit<MatrixProps, 'view'> {
  kind: AlertsView['kinds'][number]
  channels: readonly ChannelView[]
  row: number
  place: Place
  setPlace: (place: Place) => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

function KindRow({ kind, channels, row, place, setPlace, onKeyDown, chosen, onChoose }: KindRowProps) {
  return (
    <tr>
      <th scope="row">
        <span className="col gap2">
          <b className="s13">{kind.title}</b>
          <span className="s12 t2">{kind.hint}</span>
        </span>
      </th>
      {channels.map((channel, column) => (
        <td key={channel.channelId} data-channel={channel.name}>
          <Cell
            channel={channel}
            kind={kind}
            place={{ row, column }}
            isNext={place.row === row && place.column === column}
            isOpen={chosen?.kind === kind.kind && chosen.channelId === channel.channelId}
            onKeyDown={onKeyDown}
            onFocus={() => setPlace({ row, column })}
            onOpen={() => onChoose({ kind: kind.kind, channelId: channel.channelId })}
          />
        </td>
      ))}
    </tr>
  )
}

function ChannelHead({ channel }: { channel: ChannelView }) {
  const say = useWords()
  const { state, word } = stateOf(channel)
  return (
    <th scope="col">
      <span className={styles.head}>
        <Icon of={iconOf(channel.connectionKind)} size={18} />
        <span className={`s12 cut ${styles.name}`}>{channel.name}</span>
        <StateChip state={state} word={say(`web.alerts.state.${word}`)} isBare />
      </span>
    </th>
  )
}

interface CellProps {
  channel: ChannelView
  kind: AlertsView['kinds'][number]
  place: Place
  /** The one that Tab reaches. */
  isNext: boolean
  isOpen: boolean
  onOpen: () => void
  onFocus: () => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
}

function Cell({ channel, kind, place, isNext, isOpen, ...on }: CellProps) {
  const say = useWords()
  const { mode } = ruleOf(channel, kind.kind)
  const icon = MODE_ICONS[mode]
  const word = say(`web.alerts.mode.${mode}`)
  return (
    <button
      type="button"
      className={styles.cell}
      data-mode={mode}
      data-open={isOpen || undefined}
      data-resting={isResting(channel) || undefined}
      data-place={`${place.row}:${place.column}`}
      tabIndex={isNext ? 0 : -1}
      aria-expanded={isOpen}
      aria-label={say('web.alerts.cell', { kind: kind.title, channel: channel.name, mode: word })}
      onClick={on.onOpen}
      onFocus={on.onFocus}
      onKeyDown={on.onKeyDown}
    >
      {icon !== undefined && <Icon of={icon} size={13} />}
      {mode === 'off' ? '–' : word}
    </button>
  )
}
