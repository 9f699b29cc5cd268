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
  const [times, setTimes] = useState({
    quiet_from: view.quietFrom,
    quiet_until: view.quietUntil,
    digest_minutes: String(view.digestMinutes),
    digest_count: String(view.digestCount),
  })
  const { quiet_from: from, quiet_until: until, digest_minutes: minutes, digest_count: count } = times
  const alerts = {
    quiet_from: from.trim(),
    quiet_until: until.trim(),
    digest_minutes: Number(minutes),
    digest_count: Number(count),
  }
  const save = useMutation({
    mutationFn: async () => {
      // Saved before the settings have come: they are waited for.
      const { etag } = config.data ?? (await config.refetch({ throwOnError: true })).data ?? {}
      return call(
        configRoutes.routes.patchConfig,
        { body: { values: { alerts } } },
        etag === undefined ? {} : { ifMatch: etag },
      )
    },
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: keyOf(alertRoutes.routes.get, {}) }),
  })
  const field = (key: keyof typeof times) => {
    const error = fieldError(save.error, `/alerts/${key}`)
    return {
      value: times[key],
      onChange: (value: string) => setTimes({ ...times, [key]: value }),
      ...(error === undefined ? {} : { error }),
    }
  }
  const hint = say('web.alerts.quietHint', { zone: view.timeZone })
  const unit = say('web.alerts.minutes')
  return (
    <DialogForm
      act={say('web.alerts.save')}
      whyNot={null}
      error={save.error}
      onSubmit={() => save.mutate()}
      onClose={onClose}
    >
      <TextField label={say('web.alerts.quietFrom')} hint={hint} placeholder="23:00" {...field('quiet_from')} />
      <TextField label={say('web.alerts.quietUntil')} placeholder="06:30" {...field('quiet_until')} />
      <TextField label={say('web.alerts.digestMinutes')} unit={unit} isNumeric {...field('digest_minutes')} />
      <TextField label={say('web.alerts.digestCount')} isNumeric {...field('digest_count')} />
    </DialogForm>
  )
}
