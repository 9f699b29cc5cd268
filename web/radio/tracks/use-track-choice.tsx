import { IconWaveSine } from '@tabler/icons-react'
import type { TrackView } from '../../../src/radio/tracks/contract.ts'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import type { TableSelection } from '../../parts/table-view.ts'
import { toast } from '../../parts/toast.ts'
import { useChosen } from '../../parts/use-chosen.ts'
import { useWords } from '../../words.ts'
import { type Address, routes } from './use-tracks.ts'

/** What a list was narrowed by and measuring knows, too: with any other filter only single tracks can be chosen. */
const isMeasurable = ({ state, isGone }: Address): boolean => (state === undefined || state === 'usable') && !isGone
const WHICH = { yes: 'measured', no: 'unmeasured', failed: 'failed' } as const

/** Tracks that were chosen one by one, or all that match, to be measured in one run. */
export function useTrackChoice(stationId: number, address: Address, tracks: readonly TrackView[]) {
  const say = useWords()
  const { text, type, isUnmapped, genre, measured, isGone, state } = address
  const { chosen, isAll, choose, chooseNone, chooseAll } = useChosen(
    JSON.stringify([text, type, isUnmapped, genre, measured, isGone, state]),
  )
  const measure = useAct(routes.measureMany, ({ tracks: count }) => {
    toast({ title: say('web.tracks.measuringNow', { count }) })
    chooseNone()
  })
  const body = isAll
    ? {
        which: measured === undefined ? ('unmeasured' as const) : WHICH[measured],
        ...(text === '' ? {} : { text }),
        ...(type === undefined ? {} : { type }),
        ...(isUnmapped ? { unmapped: 'yes' as const } : {}),
        ...(genre === undefined ? {} : { genre }),
      }
    : { which: 'all' as const, trackIds: [...chosen].map(Number) }
  const selection: TableSelection = {
    ids: isAll ? new Set(tracks.map(({ trackId }) => String(trackId))) : chosen,
    isAll,
    onChange: choose,
    ...(isMeasurable(address) ? { onAll: chooseAll } : {}),
    actions: (
      <Button isSmall isWrite icon={IconWaveSine} onClick={() => measure.mutate({ params: { stationId }, body })}>
        {say(isAll && measured === undefined ? 'web.tracks.measureUnmeasured' : 'web.tracks.measure')}
      </Button>
    ),
  }
  return { selection, error: measure.error }
}
