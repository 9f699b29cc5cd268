import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { alertRoutes, type AlertsView } from '../../src/alerts/contract.ts'
import { configRoutes } from '../../src/config/contract.ts'
import { call } from '../api/client.ts'
import { DialogForm } from '../api/DialogForm.tsx'
import { fieldError } from '../api/field-errors.ts'
import { keyOf, useRead } from '../api/use-api.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { TextField } from '../parts/fields.tsx'
import { useWords } from '../words.ts'

interface TimesProps {
  view: AlertsView
  isOpen: boolean
  onClose: () => void
}

/** When digests go out, and when only loud messages do. */
export function TimesDialog({ view, isOpen, onClose }: TimesProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.alerts.times')} isOpen={isOpen} onClose={onClose}>
      <Times view={view} onClose={onClose} />
    </Dialog>
  )
}

function Times({ view, onClose }: Omit<TimesProps, 'isOpen'>) {
  const say = useWords()
  const client = useQueryClient()
  const config = useRead(configRoutes.routes.getConfig, {})
  const [from, setFrom] = useState(view.quietFrom)
  const [until, setUntil] = useState(view.quietUntil)
  const [minutes, setMinutes] = useState(String(view.digestMinutes))
  const [count, setCount] = useState(String(view.digestCount))
  const alerts = {
    quiet_from: from.trim(),
    quiet_until: until.trim(),
    digest_minutes: Number(minutes),
    digest_count: Number(count),
  }
  const etag = config.data?.etag
  const save = useMutation({
    mutationFn: () =>
      call(
        configRoutes.routes.patchConfig,
        { body: { values: { alerts } } },
        etag === undefined ? {} : { ifMatch: etag },
      ),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(alertRoutes.routes.get, {}) }),
  })
  const errorOf = (key: keyof typeof alerts): { error?: string } => {
    const error = fieldError(save.error, `/alerts/${key}`)
    return error === undefined ? {} : { error }
  }
  return (
    <DialogForm
      act={say('web.alerts.save')}
      whyNot={null}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextField
        label={say('web.alerts.quietFrom')}
        hint={say('web.alerts.quietHint', { zone: view.timeZone })}
        placeholder="23:00"
        value={from}
        onChange={setFrom}
        {...errorOf('quiet_from')}
      />
      <TextField
        label={say('web.alerts.quietUntil')}
        placeholder="06:30"
        value={until}
        onChange={setUntil}
        {...errorOf('quiet_until')}
      />
      <TextField
        label={say('web.alerts.digestMinutes')}
        unit={say('web.alerts.minutes')}
        isNumeric
        value={minutes}
        onChange={setMinutes}
        {...errorOf('digest_minutes')}
      />
      <TextField
        label={say('web.alerts.digestCount')}
        isNumeric
        value={count}
        onChange={setCount}
        {...errorOf('digest_count')}
      />
    </DialogForm>
  )
}
