import { IconAdjustments } from '@tabler/icons-react'
import { useState } from 'react'
import { type AsRunOverview, asRunRoutes, USUAL_RULES } from '../../../src/radio/asrun/contract.ts'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'
import { SecondsDialog } from '../SecondsDialog.tsx'

const FIELDS = ['lateSec', 'earlySec', 'shortSec', 'furthestSec'] as const

/** What still counts as in time. */
export function Tolerances({ overview: { stationId, rules } }: { overview: AsRunOverview }) {
  const say = useWords()
  const [isOpen, setOpen] = useState(false)
  const set = useAct(asRunRoutes.routes.setRules, () => {
    setOpen(false)
    toast({ title: say('web.asRun.rules.saved') })
  })
  return (
    <>
      <Button isWrite icon={IconAdjustments} onClick={() => setOpen(true)}>
        {say('web.asRun.rules')}
      </Button>
      <SecondsDialog
        title={say('web.asRun.rules')}
        how={say('web.asRun.rules.how')}
        fields={FIELDS.map((id) => ({
          id,
          label: say(`web.asRun.rules.${id}`),
          hint: say(`web.asRun.rules.${id}.hint`),
          value: rules[id],
          usual: USUAL_RULES[id],
        }))}
        isOpen={isOpen}
        error={set.error}
        onSave={(body) => set.mutate({ params: { stationId }, body })}
        onClose={() => setOpen(false)}
      />
    </>
  )
}
