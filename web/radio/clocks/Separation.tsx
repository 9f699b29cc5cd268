import { useState } from 'react'
import type { SeparationView } from '../../../src/radio/music/pools/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { TextField } from '../../parts/fields.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { ReadProblem } from '../ReadProblem.tsx'
import { isClash, useChange } from '../use-radio.ts'
import styles from './clocks.module.css'
import { routes } from './use-clocks.ts'

/** How far apart what belongs together is kept. */
export function Separation({ stationId }: { stationId: number }) {
  const read = useRead(routes.separation.get, { params: { stationId } })
  return (
    <>
      <ReadProblem read={read} />
      {read.data !== undefined && <Rules key={read.data.etag} view={read.data} />}
    </>
  )
}

const MINUTES = ['artistMinutes', 'titleMinutes', 'sponsorMinutes', 'productMinutes', 'cartMinutes'] as const
const PER_HOUR = ['artistPerHour', 'sponsorPerHour'] as const

type Draft = Partial<Record<(typeof MINUTES)[number] | (typeof PER_HOUR)[number], string>>

const bodyOf = (draft: Draft) =>
  Object.fromEntries(
    Object.entries(draft).map(([name, text]) => {
      const isPerHour = PER_HOUR.some((one) => one === name)
      return [name, isPerHour && Number(text) === 0 ? null : Number(text)]
    }),
  )

function Rules({ view }: { view: SeparationView }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [draft, setDraft] = useState<Draft>({})
  const save = useChange(routes.separation.change, view.etag, () => undefined)
  const isWrong = Object.values(draft).some((text) => !/^\d{0,5}$/.test(text.trim()))
  const whyNot = isWrong
    ? say('web.clocks.noNumber')
    : Object.keys(draft).length === 0
      ? say('web.clocks.whyNot.same')
      : null
  const field = (name: keyof Draft, unit: string) => (
    <TextField
      key={name}
      label={say(`web.clocks.rule.${name}`)}
      value={draft[name] ?? String(view[name] ?? '')}
      onChange={(text) => setDraft({ ...draft, [name]: text })}
      isNumeric
      unit={unit}
      isLocked={!may}
    />
  )
  return (
    <Panel
      title={say('web.clocks.tab.separation')}
      aside={say('web.clocks.about.separation')}
      isLined
      footer={
        may && (
          <>
            <span className="end" />
            <Button
              look="primary"
              isWrite
              whyNot={whyNot}
              onClick={() => save.mutate({ params: { stationId: view.stationId }, body: bodyOf(draft) })}
            >
              {say('web.radio.save')}
            </Button>
          </>
        )
      }
    >
      <PanelBody>
        <Clash error={save.error} />
        {save.error !== null && !isClash(save.error) && <ProblemPanel error={save.error} />}
        <div className={`${styles.body} ${styles.rules}`}>
          {MINUTES.map((name) => field(name, say('web.clocks.minutes')))}
          {PER_HOUR.map((name) => field(name, say('web.clocks.times')))}
        </div>
      </PanelBody>
    </Panel>
  )
}
