import { useState } from 'react'
import { viewRoutes, type ListName, type ViewView } from '../../src/views/contract.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { useAct } from '../api/use-api.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { CheckField, TextField } from '../parts/fields.tsx'
import { fieldError } from '../api/field-errors.ts'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import type { Look } from './use-saved-views.ts'

const { routes } = viewRoutes

interface ViewFormProps {
  list: ListName
  look: Look
  /** The view that gets another name; a new one is saved without. */
  view: ViewView | undefined
  onDone: (view: ViewView) => void
  onClose: () => void
}

/** Names a view: a new one, or one that is there. */
export function ViewForm(props: ViewFormProps & { isOpen: boolean }) {
  const say = useWords()
  const title = props.view === undefined ? say('web.views.save') : say('web.views.rename')
  return (
    <Dialog title={title} isOpen={props.isOpen} onClose={props.onClose}>
      <Form {...props} />
    </Dialog>
  )
}

function Form({ list, look, view, onDone, onClose }: ViewFormProps) {
  const say = useWords()
  const mayShare = useMay('jobs:write')
  const [typed, setTyped] = useState(view?.name ?? '')
  const [isShared, setShared] = useState(false)
  const save = useAct(routes.save, onDone)
  const rename = useAct(routes.change, onDone)
  const error = save.error ?? rename.error
  const name = typed.trim()
  const whyNot = name === '' ? say('web.views.needsName') : null
  const submit = () => {
    if (view !== undefined) rename.mutate({ params: { viewId: view.viewId }, body: { name } })
    else save.mutate({ body: { list, name, filters: look.filters, hidden: [...look.hidden], isShared } })
  }
  return (
    <DialogForm act={say('web.views.keep')} whyNot={whyNot} error={error} onSubmit={submit} onClose={onClose}>
      {view === undefined && <span className="s13 t2">{say('web.views.what')}</span>}
      <TextField
        label={say('web.views.name')}
        value={typed}
        onChange={setTyped}
        hasFocus
        error={fieldError(error, '/name')}
      />
      {view === undefined && mayShare && (
        <CheckField label={say('web.views.forAll')} isOn={isShared} onChange={setShared} />
      )}
    </DialogForm>
  )
}
