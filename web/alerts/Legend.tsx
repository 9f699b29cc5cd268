import { useState } from 'react'
import type { AlertsView } from '../../src/alerts/contract.ts'
import { Button } from '../parts/Button.tsx'
import { Icon } from '../parts/Icon.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { MODE_ICONS } from './alert-look.ts'
import styles from './alerts.module.css'
import { TimesDialog } from './TimesDialog.tsx'

const MODES = ['now', 'loud', 'digest'] as const

/** What the cells mean, and when messages wait. */
export function Legend({ view }: { view: AlertsView }) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const [isEditing, setEditing] = useState(false)
  const { digestMinutes: minutes, digestCount: count, quietFrom, quietUntil } = view
  const isQuiet = quietFrom !== '' && quietUntil !== ''
  return (
    <div className={styles.legend}>
      {MODES.map((mode) => {
        const icon = MODE_ICONS[mode]
        return (
          <span key={mode} className={styles.cell} data-mode={mode}>
            {icon !== undefined && <Icon of={icon} size={13} />}
            {say(`web.alerts.mode.${mode}`)}
          </span>
        )
      })}
      <span className="s12 t2">{say('web.alerts.digest', { minutes, count })}</span>
      <span className="row gap4 end wrap">
        <span className="s12 t2">
          {isQuiet ? say('web.alerts.quiet', { from: quietFrom, until: quietUntil }) : say('web.alerts.noQuiet')}
        </span>
        {mayWrite && (
          <Button isSmall look="quiet" onClick={() => setEditing(true)}>
            {say('web.alerts.times')}
          </Button>
        )}
      </span>
      <TimesDialog view={view} isOpen={isEditing} onClose={() => setEditing(false)} />
    </div>
  )
}
