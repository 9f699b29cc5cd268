import { IconAdjustments } from '@tabler/icons-react'
import { useState } from 'react'
import { forecastRoutes, type ForecastView, USUAL_GAP_SEC } from '../../../src/radio/watch/contract.ts'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'
import { SecondsDialog } from '../SecondsDialog.tsx'

/** How much silence is no finding. */
export function Tolerance({ forecast: { stationId, gapSec } }: { forecast: ForecastView }) {
  const say = useWords()
  const [isOpen, setOpen] = useState(false)
  const set = useAct(forecastRoutes.routes.setRules, () => {
    setOpen(false)
    toast({ title: say('web.forecast.rules.saved') })
  })
  const label = say('web.forecast.rules.gapSec')
  const hint = say('web.forecast.rules.gapSec.hint')
  return (
    <>
      <Button isWrite icon={IconAdjustments} onClick={() => setOpen(true)}>
        {say('web.forecast.rules')}
      </Button>
      <SecondsDialog
        title={say('web.forecast.rules')}
        how={say('web.forecast.rules.how')}
        fields={[{ id: 'gapSec', label, hint, value: gapSec, usual: USUAL_GAP_SEC }]}
        isOpen={isOpen}
        error={set.error}
        onSave={(body) => set.mutate({ params: { stationId }, body })}
        onClose={() => setOpen(false)}
      />
    </>
  )
}
