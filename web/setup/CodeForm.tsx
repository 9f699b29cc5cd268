import { useState } from 'react'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { Button } from '../parts/Button.tsx'
import { TextField } from '../parts/fields.tsx'
import { Panel, PanelBody } from '../parts/Panel.tsx'
import { useWords } from '../words.ts'
import styles from './forms.module.css'

interface CodeFormProps {
  onCode: (code: string) => void
  error: Error | null
  isBusy: boolean
}

/** The one-time code that the server printed when it started. */
export function CodeForm({ onCode, error, isBusy }: CodeFormProps) {
  const say = useWords()
  const [code, setCode] = useState('')
  const whyNot = code.trim() === '' ? say('web.setup.code.missing') : isBusy ? say('web.signin.busy') : null
  return (
    <form
      className="col gap16"
      onSubmit={(event) => {
        event.preventDefault()
        if (whyNot === null) onCode(code.trim())
      }}
    >
      <Panel>
        <PanelBody>
          <div className={styles.fields}>
            <TextField
              label={say('web.setup.code')}
              value={code}
              onChange={setCode}
              isMono
              hasFocus
              hint={say('web.setup.code.where')}
            />
          </div>
        </PanelBody>
      </Panel>
      {error !== null && <ProblemPanel error={error} />}
      <div className={styles.buttons}>
        <Button look="primary" type="submit" whyNot={whyNot}>
          {say('web.setup.goOn')}
        </Button>
      </div>
    </form>
  )
}
