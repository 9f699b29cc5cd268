import { useState } from 'react'
import { accessRoutes } from '../../src/access/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useAct } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { PasswordField } from '../parts/fields.tsx'
import { Panel, PanelRows } from '../parts/Panel.tsx'
import { toast } from '../parts/toast.ts'
import { fieldError, fieldErrorCount } from '../api/field-errors.ts'
import { useFirstWrong } from '../api/use-first-wrong.ts'
import { useWords } from '../words.ts'
import { SettingRow } from './SettingRow.tsx'

/** One's own password; every other session ends with the old one. */
export function PasswordForm() {
  const say = useWords()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useAct(accessRoutes.routes.changePassword, () => {
    setCurrent('')
    setNext('')
    toast({ title: say('web.settings.password.changed') })
  })
  const form = useFirstWrong<HTMLFormElement>(change.error)
  const whyNot = current === '' || next === '' ? say('web.settings.password.needsBoth') : null
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault()
        if (whyNot === null) change.mutate({ body: { current, next } })
      }}
    >
      <Panel
        title={say('web.settings.password')}
        isLined
        footer={
          <Button type="submit" isWrite whyNot={whyNot}>
            {say('web.settings.password.change')}
          </Button>
        }
      >
        <PanelRows>
          <SettingRow label={say('web.settings.password.current')}>
            <PasswordField
              name={say('web.settings.password.current')}
              value={current}
              onChange={setCurrent}
              autoComplete="current-password"
              error={fieldError(change.error, '/current')}
            />
          </SettingRow>
          <SettingRow label={say('web.settings.password.next')}>
            <PasswordField
              name={say('web.settings.password.next')}
              value={next}
              onChange={setNext}
              autoComplete="new-password"
              error={fieldError(change.error, '/next')}
            />
          </SettingRow>
          {change.error !== null && fieldErrorCount(change.error) === 0 && (
            <div>
              <ProblemPanel error={change.error} />
            </div>
          )}
        </PanelRows>
      </Panel>
    </form>
  )
}
