import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { AlertKindView, FiltersView } from '../../src/alerts/contract.ts'
import { stationRoutes } from '../../src/radio/stations/contract.ts'
import { useRead } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { ChoiceField, TextField } from '../parts/fields.tsx'
import { Icon } from '../parts/Icon.tsx'
import { useWords } from '../words.ts'
import styles from './alerts.module.css'

type Name = keyof FiltersView

interface OnlyWhenProps {
  kind: AlertKindView
  filters: FiltersView
  onChange: (filters: FiltersView) => void
  isLocked: boolean
}

const SEVERITIES = ['bad', 'warn', 'info', 'good'] as const

/** What narrows the rule, as chips that can be taken off. */
export function OnlyWhen({ kind, filters, onChange, isLocked }: OnlyWhenProps) {
  const say = useWords()
  const [isAdding, setAdding] = useState(false)
  const stations = useRead(stationRoutes.routes.list, {}, { isEnabled: kind.filters.includes('stationIds') })
  const nameOf = (name: Name, value: string | number): string => {
    const station = stations.data?.items.find(({ stationId }) => stationId === value)?.name
    const shown = name === 'severities' ? say(`web.alerts.severity.${value as 'bad'}`) : String(value)
    return say(`web.alerts.only.${name}`, { value: name === 'stationIds' ? (station ?? shown) : shown })
  }
  const chips = kind.filters.flatMap((name) => filters[name].map((value) => ({ name, value })))
  const without = (name: Name, value: string | number): FiltersView => ({
    ...filters,
    [name]: (filters[name] as (string | number)[]).filter((one) => one !== value),
  })
  return (
    <>
      <div className={styles.chips}>
        {chips.length === 0 && <span className="s12 t2">{say('web.alerts.always')}</span>}
        {chips.map(({ name, value }) => (
          <span key={`${name}:${value}`} className={styles.chip}>
            {nameOf(name, value)}
            {!isLocked && (
              <button
                type="button"
                aria-label={say('web.alerts.takeOff', { what: nameOf(name, value) })}
                onClick={() => onChange(without(name, value))}
              >
                <Icon of={IconX} size={12} />
              </button>
            )}
          </span>
        ))}
        {!isLocked && !isAdding && (
          <Button isSmall icon={IconPlus} onClick={() => setAdding(true)}>
            {say('web.alerts.add')}
          </Button>
        )}
      </div>
      {isAdding && (
        <Adding
          names={kind.filters}
          stations={stations.data?.items ?? []}
          onClose={() => setAdding(false)}
          onAdd={(name, value) => {
            onChange({ ...without(name, value), [name]: [...(without(name, value)[name] as unknown[]), value] })
            setAdding(false)
          }}
        />
      )}
    </>
  )
}

interface AddingProps {
  names: readonly Name[]
  stations: readonly { stationId: number; name: string }[]
  onAdd: (name: Name, value: string | number) => void
  onClose: () => void
}

function Adding({ names, stations, onAdd, onClose }: AddingProps) {
  const say = useWords()
  const [name, setName] = useState<Name>(names[0] ?? 'codes')
  const [value, setValue] = useState('')
  const isNumber = name === 'libraryIds' || name === 'stationIds'
  const options =
    name === 'severities'
      ? SEVERITIES.map((one) => ({ value: one as string, label: say(`web.alerts.severity.${one}`) }))
      : name === 'stationIds'
        ? stations.map((one) => ({ value: String(one.stationId), label: one.name }))
        : null
  const chosen = options === null ? value.trim() : value === '' ? (options[0]?.value ?? '') : value
  const isRight = chosen !== '' && (!isNumber || /^[1-9]\d{0,15}$/.test(chosen))
  return (
    <form
      className="col gap4"
      onSubmit={(event) => {
        event.preventDefault()
        if (isRight) onAdd(name, isNumber ? Number(chosen) : chosen)
      }}
    >
      <ChoiceField
        label={say('web.alerts.what')}
        value={name}
        onChange={(next) => {
          setName(next)
          setValue('')
        }}
        options={names.map((one) => ({ value: one, label: say(`web.alerts.filter.${one}`) }))}
      />
      {options === null ? (
        <TextField label={say(`web.alerts.value.${name as 'codes'}`)} value={value} onChange={setValue} hasFocus />
      ) : (
        <ChoiceField label={say('web.alerts.value')} value={chosen} onChange={setValue} options={options} />
      )}
      <div className="row gap4">
        <Button isSmall isWrite type="submit" whyNot={isRight ? null : say('web.alerts.needsValue')}>
          {say('web.alerts.add')}
        </Button>
        <Button isSmall look="quiet" onClick={onClose}>
          {say('web.cancel')}
        </Button>
      </div>
    </form>
  )
}
