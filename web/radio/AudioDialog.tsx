import { useState, type ReactNode } from 'react'
import { episodeInboxRoutes, type AudioView } from '../../src/radio/hydration/episodes/contract.ts'
import type { InboxFileView } from '../../src/radio/hydration/contract.ts'
import { addressOf } from '../api/client.ts'
import { useRead } from '../api/use-api.ts'
import { formatDuration, formatNumber } from '../format.ts'
import { Dialog } from '../parts/Dialog.tsx'
import { Fact, Facts } from '../parts/small.tsx'
import { StateLine } from '../parts/StateChip.tsx'
import { useWords, type Say } from '../words.ts'
import styles from './episodes.module.css'
import { ReadProblem } from './ReadProblem.tsx'
import { Waveform } from './Waveform.tsx'

interface AudioDialogProps {
  inboxId: number
  /** Undefined while it is closed. */
  file: Pick<InboxFileView, 'relPath' | 'audio'> | undefined
  onClose: () => void
}

/** One file to listen to, and what a decode of it said. */
export function AudioDialog({ inboxId, file, onClose }: AudioDialogProps) {
  return (
    <Dialog title={file?.relPath ?? ''} isOpen={file !== undefined} onClose={onClose} widthPx={560}>
      {file !== undefined && (
        <div className="col gap12">
          {file.audio !== null && <Measured inboxId={inboxId} relPath={file.relPath} />}
          <Player key={file.relPath} inboxId={inboxId} relPath={file.relPath} />
        </div>
      )}
    </Dialog>
  )
}

/** Only what is heard is read from the server. */
function Player({ inboxId, relPath }: { inboxId: number; relPath: string }) {
  const say = useWords()
  const [isBroken, setBroken] = useState(false)
  const src = addressOf(episodeInboxRoutes.routes.listen, { params: { inboxId }, query: { relPath } })
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- What is said in a broadcast has no captions. */}
      <audio
        className={styles.player}
        controls
        preload="metadata"
        src={src}
        aria-label={say('web.radio.audio.listenTo', { file: relPath })}
        onError={() => setBroken(true)}
      />
      {isBroken && <StateLine state="failed" cause={say('web.radio.audio.unplayable')} />}
    </>
  )
}

function Measured({ inboxId, relPath }: { inboxId: number; relPath: string }) {
  const say = useWords()
  const read = useRead(episodeInboxRoutes.routes.audio, { params: { inboxId }, query: { relPath } })
  if (read.data === undefined) return <ReadProblem read={read} />
  const { peaks, troubles, ...audio } = read.data
  return (
    <div className="col gap12">
      <Waveform peaks={peaks} audio={audio} />
      {troubles.map((trouble) => (
        <StateLine key={trouble.code} state="failed" cause={`${trouble.text} ${trouble.todo ?? ''}`} />
      ))}
      <Facts>
        {factsOf(say, audio).map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </Facts>
    </div>
  )
}

const unknown = '–'
const orUnknown = (value: number | null, words: (value: number) => string): string =>
  value === null ? unknown : words(value)

function factsOf(say: Say, audio: AudioView): [string, ReactNode][] {
  const { codec, kbps, sampleRateHz, channels, integratedLufs, loudnessRangeLu, peakDb, silences } = audio
  const form = [
    codec,
    orUnknown(kbps, (value) => `${formatNumber(value)} kb/s`),
    orUnknown(sampleRateHz, (value) => `${formatNumber(value)} Hz`),
    orUnknown(channels, (count) => say('web.radio.audio.channels', { count })),
  ]
  return [
    [say('web.radio.audio.length'), formatDuration(audio.durationMs)],
    [say('web.radio.audio.form'), form.join(', ')],
    [
      say('web.radio.audio.loudness'),
      integratedLufs === null ? say('web.radio.audio.silent') : `${formatNumber(integratedLufs)} LUFS`,
    ],
    [say('web.radio.audio.range'), orUnknown(loudnessRangeLu, (value) => `${formatNumber(value)} LU`)],
    [say('web.radio.audio.peak'), orUnknown(peakDb, (value) => `${formatNumber(value)} dBFS`)],
    [
      say('web.radio.audio.silences'),
      silences.length === 0
        ? say('web.radio.audio.none')
        : silences
            .map(({ fromMs, toMs }) =>
              say('web.radio.audio.silence', { at: formatDuration(fromMs), length: formatDuration(toMs - fromMs) }),
            )
            .join('; '),
    ],
  ]
}
