import { IconPlus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { AlertKindView, FiltersView } from '../../src/alerts/contract.ts'
import { libraryRoutes } from '../../src/library/libraries/contract.ts'
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
  const named = useNamed(kind)
  const nameOf = (name: Name, value: string | number): string => {
    const known = named[name]?.find((one) => one.value === String(value))?.label
    return say(`web.alerts.only.${name}`, { value: known ?? String(value) })
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
          named={named}
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

type Named = { [One in Name]?: { value: string; label: string }[] }

/** What is chosen from a list, by the name that people know it by. */
function useNamed({ filters }: AlertKindView): Named {
  const say = useWords()
  const stations = useRead(stationRoutes.routes.list, {}, { isEnabled: filters.includes('stationIds') })
  const libraries = useRead(libraryRoutes.routes.list, {}, { isEnabled: filters.includes('libraryIds') })
  return {
    severities: SEVERITIES.map((one) => ({ value: one, label: say(`web.alerts.severity.${one}`) })),
    stationIds: (stations.data?.items ?? []).map(({ stationId, name }) => ({ value: String(stationId), label: name })),
    libraryIds: (libraries.data?.items ?? []).map(({ libraryId, name }) => ({ value: String(libraryId), label: name })),
  }
}

interface AddingProps {
  names: readonly Name[]
  named: Named
  onAdd: (name: Name, value: string | number) => void
  onClose: () => void
}

function Adding({ names, named, onAdd, onClose }: AddingProps) {
  const say = useWords()
  const [name, setName] = useState<Name>(names[0] ?? 'codes')
  const [value, setValue] = useState('')
  const isNumber = name === 'libraryIds' || name === 'stationIds'
  const options = named[name]
  const chosen = options === undefined ? value.trim() : value === '' ? (options[0]?.value ?? '') : value
  const isRight = chosen !== ''
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
      {options === undefined ? (
        <TextField label={say('web.alerts.value.codes')} value={value} onChange={setValue} hasFocus />
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
