import { useState } from 'react'
import type { OwnEpisodeView, OwnShowView } from '../../../src/radio/programme/own/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { DialogForm } from '../../api/DialogForm.tsx'
import { fieldError } from '../../api/field-errors.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { FieldError } from '../../parts/fields.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords, type Say } from '../../words.ts'
import { Clash } from '../Clash.tsx'
import { isClash, useChange } from '../use-radio.ts'
import { bodyOf, draftOf, NEW_EPISODE, readTimes, type EpisodeDraft } from './episode-draft.ts'
import { EpisodeFacts } from './EpisodeFacts.tsx'
import { EpisodeFields } from './EpisodeFields.tsx'
import { ToPlanner } from './ToPlanner.tsx'
import { episodeRoutes, type Moves } from './use-programme.ts'

const WIDTH_PX = 620

interface AddEpisodeProps {
  station: StationView
  shows: readonly OwnShowView[]
  isOpen: boolean
  /** What it begins with. */
  given: Partial<EpisodeDraft>
  onAdded: (episode: OwnEpisodeView) => void
  onClose: () => void
}

/** A new episode. */
export function AddEpisode({ isOpen, ...props }: AddEpisodeProps) {
  const say = useWords()
  return (
    <Dialog title={say('web.programme.addEpisode')} isOpen={isOpen} onClose={props.onClose} widthPx={WIDTH_PX}>
      <AddEpisodeFields {...props} />
    </Dialog>
  )
}

/** The same within another dialog. */
export function AddEpisodeFields({ station, shows, given, onAdded, onClose }: Omit<AddEpisodeProps, 'isOpen'>) {
  const say = useWords()
  const { stationId, timeZone } = station
  const [edit, setEdit] = useState<Partial<EpisodeDraft>>(given)
  const add = useAct(episodeRoutes.add, onAdded)
  const draft: EpisodeDraft = { ...NEW_EPISODE, ...edit }
  const times = readTimes(say, draft, timeZone)
  return (
    <DialogForm
      act={say('web.programme.addEpisode')}
      whyNot={whyNotOf(say, draft, times)}
      error={add.error}
      onSubmit={() =>
        add.mutate({ params: { stationId }, body: { ...bodyOf(edit, draft, times), title: draft.title } })
      }
      onClose={onClose}
    >
      <EpisodeFields
        {...{ draft, times, shows, timeZone }}
        error={add.error}
        onChange={(more) => setEdit({ ...edit, ...more })}
      />
    </DialogForm>
  )
}

interface ChangeEpisodeProps {
  station: StationView
  shows: readonly OwnShowView[]
  /** Undefined while it is closed. */
  episodeId: number | undefined
  moves: Moves
  onClose: () => void
}

/** One episode: what it is, where its audio and its airing are, and what can be changed. */
export function ChangeEpisode({ episodeId, onClose, ...props }: ChangeEpisodeProps) {
  const say = useWords()
  const read = useRead(
    episodeRoutes.get,
    { params: { episodeId: episodeId ?? 0 } },
    { isEnabled: episodeId !== undefined },
  )
  const episode = read.data?.episodeId === episodeId ? read.data : undefined
  return (
    <Dialog
      title={episode?.title ?? say('web.programme.episode')}
      isOpen={episodeId !== undefined}
      onClose={onClose}
      widthPx={WIDTH_PX}
    >
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {episode !== undefined && read.error === null && (
        <Change key={episode.episodeId} episode={episode} onClose={onClose} {...props} />
      )}
    </Dialog>
  )
}

type ChangeProps = Omit<ChangeEpisodeProps, 'episodeId'> & { episode: OwnEpisodeView }

function Change({ station, shows, episode, moves, onClose }: ChangeProps) {
  const say = useWords()
  const may = useMay('files:move')
  const [edit, setEdit] = useState<Partial<EpisodeDraft>>({})
  const save = useChange(episodeRoutes.change, episode.etag, onClose)
  const { timeZone } = station
  const { episodeId } = episode
  const draft: EpisodeDraft = { ...draftOf(episode, timeZone), ...edit }
  const times = readTimes(say, draft, timeZone)
  const trackError = fieldError(save.error, '/trackId')
  const isOut = episode.removedAt !== null
  const change = (more: Partial<EpisodeDraft>) => setEdit({ ...edit, ...more })
  if (!may || isOut)
    return (
      <div className="col gap12">
        {isOut && <span className="s13 t2">{say('web.programme.isOut')}</span>}
        <EpisodeFacts {...{ station, episode, draft }} isWhole />
        {may && (
          <div className="row">
            <Button isWrite onClick={() => moves.putBack(episode)}>
              {say('web.programme.act.putBack')}
            </Button>
          </div>
        )}
      </div>
    )
  return (
    <DialogForm
      act={say('web.radio.save')}
      whyNot={whyNotOf(say, draft, times)}
      error={isClash(save.error) ? null : save.error}
      onSubmit={() => save.mutate({ params: { episodeId }, body: bodyOf(edit, draft, times) })}
      onClose={onClose}
    >
      <Clash error={save.error} />
      <EpisodeFacts {...{ station, episode, draft }} onTrack={(isWithoutTrack) => change({ isWithoutTrack })} />
      <EpisodeFields {...{ draft, times, shows, timeZone }} error={save.error} onChange={change} />
      {trackError !== undefined && <FieldError>{trackError}</FieldError>}
      <ToPlanner error={save.error} station={station} episode={episode} />
      {moves.error !== null && <ProblemPanel error={moves.error} />}
      <ToPlanner error={moves.error} station={station} episode={episode} />
      <div className="row">
        <Button look="danger" isSmall isWrite onClick={() => moves.takeOut(episode, onClose)}>
          {say('web.programme.act.takeOut')}
        </Button>
        <span className="s12 t3">{say('web.programme.act.takeOut.hint')}</span>
      </div>
    </DialogForm>
  )
}

function whyNotOf(say: Say, { title }: EpisodeDraft, { wrong }: ReturnType<typeof readTimes>): string | null {
  if (title.trim() === '') return say('web.programme.needsTitle')
  return wrong.day ?? wrong.start ?? wrong.end ?? wrong.length ?? null
}
