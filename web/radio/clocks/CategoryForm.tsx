import { useState } from 'react'
import type { CategoryView } from '../../../src/radio/music/pools/contract.ts'
import { TypeCode } from '../../../src/radio/tracks/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { CheckField, TextField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { isClash } from '../use-radio.ts'
import { DaypartChecks } from './DaypartFields.tsx'
import { clockText, msOf } from './hour-sum.ts'
import { usePut } from './use-put.ts'
import { routes, type Shelves } from './use-clocks.ts'

interface CategoryFormProps {
  stationId: number
  dayparts: Shelves['dayparts']
  /** Undefined: a new one. */
  category: CategoryView | undefined
  onClose: () => void
}

const lengthText = (ms: number | null | undefined): string => (ms == null ? '' : clockText(ms))
const numberText = (value: number | null | undefined): string => (value == null ? '' : String(value))
const lengthOf = (text: string): number | null => (text.trim() === '' ? null : (msOf(text) ?? NaN))
const yearOf = (text: string): number | null => (text.trim() === '' ? null : Number(text))

function draftOf(category: CategoryView | undefined) {
  const query = category?.query
  return {
    name: category?.name ?? '',
    typeCodes: query?.typeCodes ?? (['MUS'] as TypeCode[]),
    genres: query?.genres.join(', ') ?? '',
    least: lengthText(query?.leastMs),
    most: lengthText(query?.mostMs),
    fromYear: numberText(query?.fromYear),
    toYear: numberText(query?.toYear),
    text: query?.text ?? '',
    daypartIds: category?.daypartIds ?? [],
  }
}

type Draft = ReturnType<typeof draftOf>

const queryOf = (draft: Draft) => ({
  leastMs: lengthOf(draft.least),
  mostMs: lengthOf(draft.most),
  fromYear: yearOf(draft.fromYear),
  toYear: yearOf(draft.toYear),
  typeCodes: draft.typeCodes,
  genres: draft.genres
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== ''),
  text: draft.text,
})

/** Which tracks a category finds. */
export function CategoryForm({ stationId, dayparts, category, onClose }: CategoryFormProps) {
  const say = useWords()
  const [draft, setDraft] = useState(() => draftOf(category))
  const put = usePut({ add: routes.categories.add, change: routes.categories.change }, category?.etag, onClose)
  const edit = (more: Partial<Draft>) => setDraft({ ...draft, ...more })
  const wanted = queryOf(draft)
  const whyNot = () => {
    if (draft.name.trim() === '') return say('web.clocks.needsName')
    if (draft.typeCodes.length === 0) return say('web.clocks.needsType')
    return Object.values(wanted).some((one) => Number.isNaN(one)) ? say('web.clocks.noTime') : null
  }
  return (
    <DialogForm
      act={say('web.radio.save')}
      whyNot={whyNot()}
      error={isClash(put.error) ? null : put.error}
      onSubmit={() =>
        put.send({
          stationId,
          id: category?.categoryId,
          body: { name: draft.name, query: wanted, daypartIds: draft.daypartIds },
        })
      }
      onClose={onClose}
    >
      <Clash error={put.error} />
      <Fields draft={draft} error={put.error} edit={edit} />
      <DaypartChecks {...{ dayparts }} daypartIds={draft.daypartIds} onChange={(daypartIds) => edit({ daypartIds })} />
    </DialogForm>
  )
}

interface FieldsProps {
  draft: Draft
  error: Error | null
  edit: (more: Partial<Draft>) => void
}

function Fields({ draft, error, edit }: FieldsProps) {
  const say = useWords()
  return (
    <>
      <TextField
        label={say('web.clocks.name')}
        value={draft.name}
        onChange={(name) => edit({ name })}
        hasFocus
        error={fieldError(error, '/name')}
      />
      <Types typeCodes={draft.typeCodes} onChange={(typeCodes) => edit({ typeCodes })} />
      <TextField
        label={say('web.clocks.genres')}
        value={draft.genres}
        onChange={(genres) => edit({ genres })}
        hint={say('web.clocks.genres.hint')}
      />
      <div className="row">
        <TextField
          label={say('web.clocks.least')}
          value={draft.least}
          onChange={(least) => edit({ least })}
          isNumeric
        />
        <TextField
          label={say('web.clocks.most')}
          value={draft.most}
          onChange={(most) => edit({ most })}
          isNumeric
          error={fieldError(error, '/query/mostMs')}
        />
      </div>
      <div className="row">
        <TextField
          label={say('web.clocks.fromYear')}
          value={draft.fromYear}
          onChange={(fromYear) => edit({ fromYear })}
          isNumeric
        />
        <TextField
          label={say('web.clocks.toYear')}
          value={draft.toYear}
          onChange={(toYear) => edit({ toYear })}
          isNumeric
          error={fieldError(error, '/query/toYear')}
        />
      </div>
      <TextField label={say('web.clocks.words')} value={draft.text} onChange={(text) => edit({ text })} />
    </>
  )
}

function Types({ typeCodes, onChange }: { typeCodes: TypeCode[]; onChange: (typeCodes: TypeCode[]) => void }) {
  return (
    <div className="row wrap">
      {TypeCode.options.map((code) => (
        <CheckField
          key={code}
          label={code}
          isOn={typeCodes.includes(code)}
          onChange={(isOn) => onChange(isOn ? [...typeCodes, code] : typeCodes.filter((one) => one !== code))}
        />
      ))}
    </div>
  )
}
