import type { Icon as TablerIcon } from '@tabler/icons-react'
import { createContext, use, type ComponentProps, type MouseEvent, type ReactNode, type Ref } from 'react'
import styles from './Button.module.css'
import { Icon } from './Icon.tsx'
import { Hint } from './Hint.tsx'

export type ButtonLook = 'plain' | 'primary' | 'quiet' | 'danger' | 'danger-fill'

/** Why nothing can be written now (no connection, maintenance), or null. Buttons that write read it. */
export const WriteGate = createContext<string | null>(null)

interface ButtonProps extends Pick<
  ComponentProps<'button'>,
  'id' | 'aria-haspopup' | 'aria-controls' | 'aria-expanded'
> {
  children: ReactNode
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void
  look?: ButtonLook
  isSmall?: boolean
  icon?: TablerIcon
  /** Only the icon is seen; the children are its name. */
  isIconOnly?: boolean
  /** Why it can't be used now, said on hover and focus. */
  whyNot?: string | null
  /** It changes something on the server, so it rests while nothing can be written. */
  isWrite?: boolean
  type?: 'button' | 'submit'
  ref?: Ref<HTMLButtonElement>
  isPressed?: boolean
  keys?: string
}

/** Names the act, and the number where there is one. One primary per view. */
export function Button({
  children,
  look = 'plain',
  isSmall = false,
  isIconOnly = false,
  type = 'button',
  ref,
  ...props
}: ButtonProps) {
  const gate = use(WriteGate)
  const reason = props.whyNot ?? (props.isWrite === true ? gate : null)
  const name = isIconOnly && typeof children === 'string' ? children : undefined
  const button = (
    <button
      ref={ref}
      type={type}
      className={buttonClass(look, isSmall, isIconOnly)}
      aria-disabled={reason === null ? undefined : true}
      aria-description={reason ?? undefined}
      aria-label={name}
      aria-pressed={props.isPressed}
      id={props.id}
      aria-haspopup={props['aria-haspopup']}
      aria-controls={props['aria-controls']}
      aria-expanded={props['aria-expanded']}
      aria-keyshortcuts={props.keys}
      onClick={(event) => {
        if (reason === null) props.onClick?.(event)
        else event.preventDefault()
      }}
    >
      {props.icon !== undefined && <Icon of={props.icon} />}
      {!isIconOnly && <span>{children}</span>}
    </button>
  )
  const hint = reason ?? name
  return hint === undefined ? button : <Hint text={hint}>{button}</Hint>
}

/** The same look for a link. */
export function buttonClass(look: ButtonLook = 'plain', isSmall = false, isIconOnly = false): string {
  return [styles.button, styles[look], isSmall && styles.small, isIconOnly && styles.iconOnly].filter(Boolean).join(' ')
}
