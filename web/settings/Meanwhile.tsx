import { IconAlertTriangle } from '@tabler/icons-react'
import { Icon } from '../parts/Icon.tsx'
import { useWords } from '../words.ts'

/** What somebody else saved of a value that is being changed here; empty where it can't be shown. */
export function Meanwhile({ value, unit }: { value: string; unit?: string | undefined }) {
  const say = useWords()
  const shown = [value, unit].filter(Boolean).join(' ')
  return (
    <span className="row gap4 s12 tone-warn" role="status">
      <Icon of={IconAlertTriangle} size={13} />
      <span>{say(value === '' ? 'web.config.meanwhile' : 'web.config.meanwhileAs', { value: shown })}</span>
    </span>
  )
}
