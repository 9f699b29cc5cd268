import { useState } from 'react'
import type { TrackView } from '../../../src/radio/tracks/contract.ts'
import { fieldError } from '../../api/field-errors.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Button } from '../../parts/Button.tsx'
import { TextField } from '../../parts/fields.tsx'
import { Fact, Facts } from '../../parts/small.tsx'
import { toast } from '../../parts/toast.ts'
import { useWords } from '../../words.ts'
import { useChange } from '../use-radio.ts'
import { routes } from './use-tracks.ts'

const textOf = (introMs: number | null): string => (introMs === null ? '' : String(introMs / 1000))

/** Seconds with a fraction; null for none, undefined when it is no number. */
function introOf(text: string): number | null | undefined {
  const plain = text.trim().replace(',', '.')
  if (plain === '') return null
  return /^\d{1,3}(\.\d{1,3})?$/.test(plain) ? Math.round(Number(plain) * 1000) : undefined
}

/** What people say of a track; the library is told nothing of it. */
export function OwnFacts({ track, may }: { track: TrackView; may: boolean }) {
  const say = useWords()
  const [sponsor, setSponsor] = useState(track.sponsor ?? '')
  const [product, setProduct] = useState(track.product ?? '')
  const [intro, setIntro] = useState(textOf(track.introMs))
  const change = useChange(routes.change, track.etag, () => toast({ title: say('web.tracks.saved') }))
  const introMs = introOf(intro)
  const isSame =
    sponsor === (track.sponsor ?? '') && product === (track.product ?? '') && intro === textOf(track.introMs)
  if (!may) return <Seen track={track} />
  const send = () =>
    change.mutate({
      params: { stationId: track.stationId, trackId: track.trackId },
      body: { sponsor, product, introMs: introMs ?? null },
    })
  const errorOf = (pointer: string) => {
    const error = fieldError(change.error, pointer)
    return error === undefined ? {} : { error }
  }
  return (
    <form
      className="col gap8"
      onSubmit={(event) => {
        event.preventDefault()
        if (!isSame && introMs !== undefined) send()
      }}
    >
      <TextField label={say('web.tracks.sponsor')} value={sponsor} onChange={setSponsor} {...errorOf('/sponsor')} />
      <TextField label={say('web.tracks.product')} value={product} onChange={setProduct} {...errorOf('/product')} />
      <TextField
        label={say('web.tracks.intro')}
        hint={say('web.tracks.intro.hint')}
        unit="s"
        isNumeric
        value={intro}
        onChange={setIntro}
        {...(introMs === undefined ? { error: say('web.tracks.intro.wrong') } : errorOf('/introMs'))}
      />
      {change.error !== null && <ProblemPanel error={change.error} />}
      <span>
        <Button isSmall isWrite type="submit" whyNot={isSame ? say('web.tracks.nothingChanged') : null}>
          {say('web.tracks.save')}
        </Button>
      </span>
    </form>
  )
}

function Seen({ track: { sponsor, product, introMs } }: { track: TrackView }) {
  const say = useWords()
  return (
    <Facts>
      <Fact name={say('web.tracks.sponsor')}>{sponsor ?? '–'}</Fact>
      <Fact name={say('web.tracks.product')}>{product ?? '–'}</Fact>
      <Fact name={say('web.tracks.intro')}>{introMs === null ? '–' : `${textOf(introMs)} s`}</Fact>
    </Facts>
  )
}
