import { useState } from 'react'
import { FilterTest, type TableView } from '../../src/diagnostics/contract.ts'
import { Button } from '../parts/Button.tsx'
import { ChoiceField, TextField } from '../parts/fields.tsx'
import { useWords } from '../words.ts'
import { useTable } from './use-table.ts'

const NONE = ''
const WITHOUT_VALUE: readonly FilterTest[] = ['empty', 'filled']

/** One column, how it is compared, and with what. */
export function RowFilter({ columns }: { columns: TableView['columns'] }) {
  const say = useWords()
  const { ask, show } = useTable()
  const [draft, setDraft] = useState({ column: ask.column ?? NONE, test: ask.test, value: ask.value })
  const options = [
    { value: NONE, label: say('web.data.anyColumn') },
    ...columns.filter(({ isHidden }) => !isHidden).map(({ name }) => ({ value: name, label: name })),
  ]
  const apply = () =>
    show({ ...draft, column: draft.column === NONE ? undefined : draft.column, page: 1, row: undefined })
  return (
    <form
      className="row wrap"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      <ChoiceField
        name={say('web.data.column')}
        value={draft.column}
        onChange={(column) => setDraft({ ...draft, column })}
        options={options}
      />
      <ChoiceField
        name={say('web.data.test')}
        value={draft.test}
        onChange={(test) => setDraft({ ...draft, test })}
        options={FilterTest.options.map((value) => ({ value, label: say(`web.data.test.${value}`) }))}
      />
      {!WITHOUT_VALUE.includes(draft.test) && (
        <TextField
          name={say('web.data.value')}
          placeholder={say('web.data.value')}
          value={draft.value}
          onChange={(value) => setDraft({ ...draft, value })}
        />
      )}
      <Button type="submit">{say('web.data.filter')}</Button>
    </form>
  )
}
