import { useState } from 'react'
import type { TitleDetail } from '../../../src/library/titles/contract.ts'
import { ProblemError } from '../../api/client.ts'
import { fieldErrorCount } from '../../api/field-errors.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useFirstWrong } from '../../api/use-first-wrong.ts'
import { Button } from '../../parts/Button.tsx'
import { FieldError, TextAreaField, TextField } from '../../parts/fields.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { toast } from '../../parts/toast.ts'
import { Clash } from '../../radio/Clash.tsx'
import { isClash, useChange } from '../../radio/use-radio.ts'
import { useWords } from '../../words.ts'
import { routes } from '../titles/use-titles.ts'
import { FACT_NAMES, type FactName, factOf, FORMS, isWrong, typedOf } from './fact-text.ts'
import styles from './title.module.css'

type Typed = Readonly<Partial<Record<FactName, string>>>

/** Facts to be typed; what is saved is locked, so that no source says otherwise. */
export function FactForm({ title, onClose }: { title: TitleDetail; onClose: () => void }) {
  const say = useWords()
  const { facts, titleId } = title
  const [typed, setTyped] = useState<Typed>({})
  const names = (Object.keys(typed) as FactName[]).filter((name) => typed[name] !== typedOf(name, facts))
  const save = useChange(routes.edit, title.etag, () => {
    toast({ title: say('web.library.edited', { count: names.length }), detail: say('web.library.edited.locked') })
    onClose()
  })
  const form = useFirstWrong<HTMLFormElement>(save.error)
  const wrong = names.find((name) => isWrong(name, typed[name] ?? ''))
  const isTitleEmpty = (typed.title ?? facts.title ?? '').trim() === ''
  const whyNot = isTitleEmpty
    ? say('web.library.needsTitle')
    : wrong !== undefined
      ? say('web.library.needsNumber')
      : names.length === 0
        ? say('web.library.nothingChanged')
        : null
  const wrongCount = fieldErrorCount(save.error)
  const send = () => {
    const edits = Object.fromEntries(names.map((name) => [name, factOf(name, typed[name] ?? '', facts)]))
    save.mutate({ params: { titleId }, body: { facts: edits } })
  }
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault()
        if (whyNot === null) send()
      }}
    >
      <Panel
        title={say('web.library.edit.title')}
        aside={say('web.library.edit.locks')}
        isLined
        isFooterSticky
        footer={
          <>
            <Button look="primary" type="submit" isWrite whyNot={whyNot}>
              {names.length === 0 ? say('web.library.save') : say('web.library.saveFacts', { count: names.length })}
            </Button>
            <Button onClick={onClose}>{say('web.cancel')}</Button>
            {wrongCount > 0 && <FieldError>{say('web.field.wrongCount', { count: wrongCount })}</FieldError>}
          </>
        }
      >
        <Clash error={save.error} />
        {save.error !== null && !isClash(save.error) && wrongCount === 0 && <ProblemPanel error={save.error} />}
        <Fields title={title} typed={typed} error={save.error} onChange={setTyped} />
      </Panel>
    </form>
  )
}

interface FieldsProps {
  title: TitleDetail
  typed: Typed
  error: Error | null
  onChange: (typed: Typed) => void
}

function Fields({ title, typed, error, onChange }: FieldsProps) {
  const say = useWords()
  const { facts } = title
  return (
    <div className={styles.form}>
      {FACT_NAMES.filter((name) => FORMS[name] !== 'seen' && isOf(title, name)).map((name, at) => (
        <FactField
          key={name}
          name={name}
          hasFocus={at === 0}
          value={typed[name] ?? typedOf(name, facts)}
          error={isWrong(name, typed[name] ?? '') ? say('web.library.needsNumber') : errorAt(error, name)}
          onChange={(value) => onChange({ ...typed, [name]: value })}
        />
      ))}
    </div>
  )
}

const OF_SERIES: ReadonlySet<FactName> = new Set(['status'] as const)
const isOf = ({ kind }: TitleDetail, name: FactName): boolean => !OF_SERIES.has(name) || kind === 'series'

/** Of the fact, or of one of its entries. */
function errorAt(error: Error | null, name: FactName): string | undefined {
  if (!(error instanceof ProblemError)) return undefined
  const pointer = `/facts/${name}`
  return error.problem.errors?.find((one) => one.pointer === pointer || one.pointer.startsWith(`${pointer}/`))?.detail
}

interface FactFieldProps {
  name: FactName
  value: string
  error: string | undefined
  hasFocus: boolean
  onChange: (value: string) => void
}

const TEXT_ROWS = 5
const LIST_ROWS = 3

function FactField({ name, value, error, hasFocus, onChange }: FactFieldProps) {
  const say = useWords()
  const form = FORMS[name]
  const common = { label: say(`library.fact.${name}`), value, onChange, ...(error === undefined ? {} : { error }) }
  if (form === 'text')
    return (
      <div className={styles.wide}>
        <TextAreaField {...common} rows={TEXT_ROWS} />
      </div>
    )
  if (form === 'list' || form === 'people')
    return (
      <TextAreaField
        {...common}
        rows={LIST_ROWS}
        hint={say(form === 'list' ? 'web.library.edit.list' : 'web.library.edit.people')}
      />
    )
  return (
    <TextField
      {...common}
      hasFocus={hasFocus}
      isNumeric={form === 'number'}
      {...(form === 'date' ? { placeholder: '2019-11-18' } : {})}
      {...(name === 'runtimeMin' ? { unit: 'min' } : {})}
    />
  )
}
