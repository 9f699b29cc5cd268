import { IconArrowBackUp, IconKey, IconLock, IconX } from '@tabler/icons-react'
import { Button } from '../parts/Button.tsx'
import { PasswordField } from '../parts/fields.tsx'
import { Icon } from '../parts/Icon.tsx'
import { useWords, type Say } from '../words.ts'
import styles from './Connections.module.css'

interface SecretFieldProps {
  label: string
  /** What is kept; undefined of a connection that is not there yet. */
  kept: { isSet: boolean; hint: string } | undefined
  /** What is entered instead: null forgets it, undefined leaves it. */
  given: string | null | undefined
  isFromEnvironment: boolean
  isLocked: boolean
  isRequired: boolean
  error: string | undefined
  onChange: (given: string | null | undefined) => void
}

/** A secret is only ever written: of a kept one its end is told. */
export function SecretField({ label, kept, given, isRequired, error, onChange, ...from }: SecretFieldProps) {
  const say = useWords()
  const isSet = kept?.isSet === true
  if (from.isFromEnvironment || from.isLocked)
    return (
      <div className={styles.secret}>
        <Icon of={IconKey} size={15} />
        <span className="grow">{wordsOf(say, kept, from.isFromEnvironment)}</span>
        {from.isFromEnvironment && <Icon of={IconLock} size={15} />}
      </div>
    )
  if (given === null)
    return (
      <div className={styles.secret}>
        <Icon of={IconKey} size={15} />
        <span className="grow">{say('web.connections.secret.forget')}</span>
        <Button isSmall look="quiet" icon={IconArrowBackUp} onClick={() => onChange(undefined)}>
          {say('web.connections.secret.keep')}
        </Button>
      </div>
    )
  if (isSet && given === undefined)
    return (
      <div className={styles.secret}>
        <Icon of={IconKey} size={15} />
        <span className="grow">{wordsOf(say, kept, false)}</span>
        <Button isSmall onClick={() => onChange('')}>
          {say('web.connections.secret.replace')}
        </Button>
        <Button isSmall isIconOnly look="quiet" icon={IconX} onClick={() => onChange(null)}>
          {say('web.connections.secret.clear')}
        </Button>
      </div>
    )
  return (
    <div className="row top gap4">
      <div className="grow">
        <PasswordField
          name={label}
          value={given ?? ''}
          onChange={onChange}
          autoComplete="new-password"
          hasFocus={isSet}
          isRequired={isRequired}
          error={error}
        />
      </div>
      {isSet && (
        <Button isIconOnly look="quiet" icon={IconArrowBackUp} onClick={() => onChange(undefined)}>
          {say('web.connections.secret.keep')}
        </Button>
      )}
    </div>
  )
}

function wordsOf(say: Say, kept: SecretFieldProps['kept'], isFromEnvironment: boolean): string {
  if (kept?.isSet !== true)
    return say(isFromEnvironment ? 'web.connections.secret.envNone' : 'web.connections.secret.none')
  if (isFromEnvironment)
    return kept.hint === ''
      ? say('web.connections.secret.env')
      : say('web.connections.secret.envEnds', { end: kept.hint })
  return kept.hint === ''
    ? say('web.connections.secret.set')
    : say('web.connections.secret.setEnds', { end: kept.hint })
}
