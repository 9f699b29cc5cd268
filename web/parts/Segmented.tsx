import { useId, type ReactNode } from 'react'
import styles from './Segmented.module.css'

interface SegmentedProps<Value extends string> {
  /** What is chosen here; read aloud, not shown. */
  name: string
  options: readonly { value: Value; label: ReactNode }[]
  value: Value
  onChange: (value: Value) => void
  isDisabled?: boolean
}

/** One of a few, all of them in sight. */
export function Segmented<Value extends string>({
  name,
  options,
  value,
  onChange,
  isDisabled = false,
}: SegmentedProps<Value>) {
  const group = useId()
  return (
    <fieldset className={styles.group} disabled={isDisabled}>
      <legend className="sr-only">{name}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.option}>
          <input
            className="sr-only"
            type="radio"
            name={group}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  )
}
