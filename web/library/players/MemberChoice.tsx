import { Link } from '@tanstack/react-router'
import { IconArrowUp } from '@tabler/icons-react'
import type { ConnectionView } from '../../../src/connections/contract.ts'
import { toConnection } from '../../connections/address.ts'
import { Button } from '../../parts/Button.tsx'
import { CheckField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import styles from './players.module.css'
import { type PlayerKind, usePlayerConnections } from './use-players.ts'

interface MemberChoiceProps {
  kind: PlayerKind
  /** In the order in which they are tried. */
  chosen: readonly number[]
  onChange: (chosen: readonly number[]) => void
}

/** Which connections are the group's players, and which of them is tried first. */
export function MemberChoice({ kind, chosen, onChange }: MemberChoiceProps) {
  const say = useWords()
  const fitting = usePlayerConnections().filter((one) => one.kind === kind)
  const rankOf = ({ connectionId }: ConnectionView): number =>
    chosen.includes(connectionId) ? chosen.indexOf(connectionId) : chosen.length
  const turn = (connectionId: number, isOn: boolean) =>
    onChange(isOn ? [...chosen, connectionId] : chosen.filter((id) => id !== connectionId))
  return (
    <fieldset className={styles.choices}>
      <legend>{say('web.players.players')}</legend>
      {fitting.length === 0 && (
        <span className="s12 t2">
          {say('web.players.players.none', { kind: say(`web.players.kind.${kind}`) })}{' '}
          <Link {...toConnection('new')}>{say('web.players.players.add')}</Link>
        </span>
      )}
      {fitting
        .toSorted((a, b) => rankOf(a) - rankOf(b))
        .map(({ connectionId, name }) => {
          const place = chosen.indexOf(connectionId)
          return (
            <span key={connectionId} className="row gap4">
              <CheckField label={name} isOn={place >= 0} onChange={(isOn) => turn(connectionId, isOn)} />
              {place > 0 && (
                <Button
                  isSmall
                  isIconOnly
                  look="quiet"
                  icon={IconArrowUp}
                  onClick={() => onChange(earlier(chosen, place))}
                >
                  {say('web.players.players.earlier', { name })}
                </Button>
              )}
            </span>
          )
        })}
    </fieldset>
  )
}

function earlier(chosen: readonly number[], place: number): number[] {
  const moved = [...chosen]
  moved.splice(place - 1, 0, ...moved.splice(place, 1))
  return moved
}
