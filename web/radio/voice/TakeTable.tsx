import { IconPlayerPlay, IconPlayerStop, IconTrash } from '@tabler/icons-react'
import type { LinkView, TakeView } from '../../../src/radio/voice/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { Button } from '../../parts/Button.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { ProofChip } from '../../parts/ProofChip.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { toast } from '../../parts/toast.ts'
import { inOneSentence } from '../../api/client.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords, type Say } from '../../words.ts'
import { chooseTake, removeTake, restoreTake, useTakeAct } from './use-voice.ts'
import styles from './voice.module.css'
import { inSeconds } from './wave.ts'

interface TakeTableProps {
  link: LinkView
  selected: TakeView | undefined
  onSelect: (take: TakeView) => void
  /** Which one is heard now. */
  playing: number | undefined
  onPlay: (take: TakeView) => void
}

/** All that was recorded for a link. Choosing one sends it, and it goes into the log when the library has shown it. */
export function TakeTable({ link, selected, onSelect, playing, onPlay }: TakeTableProps) {
  const say = useWords()
  const may = useMay('jobs:write')
  const takes = link.takes.filter(({ removedAt }) => removedAt === null).toReversed()
  const chosen = takes.find(({ isChosen }) => isChosen)
  const choose = useTakeAct(chooseTake)
  const restore = useTakeAct(restoreTake)
  const remove = useTakeAct(removeTake, ({ number, takeId }) =>
    toast({
      title: say('web.voice.removed', { number }),
      onUndo: () => restore.mutateAsync(takeId).then(() => undefined, inOneSentence),
    }),
  )
  const problem = choose.error ?? remove.error
  return (
    <Panel
      title={say('web.voice.takes')}
      aside={say('web.voice.takesStay')}
      actions={<Proof chosen={chosen} />}
      isLined
    >
      {problem !== null && (
        <PanelBody>
          <ProblemPanel error={problem} />
        </PanelBody>
      )}
      {chosen?.problem != null && (
        <PanelBody>
          <StateLine state="failed" cause={chosen.problem.text} next={chosen.problem.todo} />
        </PanelBody>
      )}
      {takes.length === 0 ? (
        <p className="pad s13 t2">{say('web.voice.noTakes')}</p>
      ) : (
        <div className={styles.tableBox}>
          <table className={styles.takes}>
            <Heads />
            <tbody>
              {takes.map((take) => (
                <TakeRow
                  key={take.takeId}
                  {...{ take, may, onSelect, onPlay }}
                  isSelected={take.takeId === selected?.takeId}
                  isPlaying={take.takeId === playing}
                  onChoose={() => choose.mutate(take.takeId)}
                  onRemove={() => remove.mutate(take.takeId)}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}

const COLUMNS = ['chosen', 'take', 'wave', 'length', 'loudness', 'fit', 'acts'] as const

function Heads() {
  const say = useWords()
  return (
    <thead>
      <tr>
        {COLUMNS.map((column) => (
          <th key={column} data-column={column}>
            {say(`web.voice.column.${column}`)}
          </th>
        ))}
      </tr>
    </thead>
  )
}

function Proof({ chosen }: { chosen: TakeView | undefined }) {
  const say = useWords()
  if (chosen === undefined) return null
  const state = chosen.delivery?.state ?? (chosen.state === 'failed' ? 'rejected' : 'planned')
  return <ProofChip state={state} detail={say('web.voice.proof', { number: chosen.number })} />
}

interface TakeRowProps {
  take: TakeView
  may: boolean
  isSelected: boolean
  isPlaying: boolean
  onSelect: (take: TakeView) => void
  onPlay: (take: TakeView) => void
  onChoose: () => void
  onRemove: () => void
}

function TakeRow({ take, may, isSelected, isPlaying, onSelect, onPlay, onChoose, onRemove }: TakeRowProps) {
  const say = useWords()
  const name = say('web.voice.takeName', { number: take.number })
  const fit = fitOf(say, take)
  return (
    <tr data-selected={isSelected || undefined}>
      <td>
        <input
          type="radio"
          name="take"
          aria-label={say('web.voice.choose', { name })}
          checked={take.isChosen}
          disabled={!may}
          onChange={onChoose}
        />
      </td>
      <td>
        <button type="button" className={styles.link} aria-pressed={isSelected} onClick={() => onSelect(take)}>
          {name}
        </button>
      </td>
      <td>
        <SmallWave take={take} name={name} />
      </td>
      <td className="num right">{say('web.voice.seconds', { seconds: inSeconds(take.lengthMs) })}</td>
      <td className="num right">{take.lufs === null ? '–' : `${inSeconds(take.lufs * 1000)} LUFS`}</td>
      <td className={fit.isOver ? 'tone-warn' : 't2'}>{fit.text}</td>
      <td>
        <span className="row gap4 end">
          <Button
            isIconOnly
            isSmall
            look="quiet"
            icon={isPlaying ? IconPlayerStop : IconPlayerPlay}
            onClick={() => onPlay(take)}
          >
            {say(isPlaying ? 'web.voice.stopPlaying' : 'web.voice.play', { name })}
          </Button>
          <Button
            isIconOnly
            isSmall
            isWrite
            look="quiet"
            icon={IconTrash}
            whyNot={take.isChosen ? say('web.voice.isChosen') : may ? null : say('web.voice.mayNot')}
            onClick={onRemove}
          >
            {say('web.voice.remove', { name })}
          </Button>
        </span>
      </td>
    </tr>
  )
}

/** Against what the log kept for the link. */
function fitOf(say: Say, { lengthMs, wantedMs }: TakeView): { text: string; isOver: boolean } {
  if (wantedMs === null) return { text: say('web.voice.fit.free'), isOver: false }
  const leftMs = wantedMs - lengthMs
  const seconds = inSeconds(Math.abs(leftMs))
  if (leftMs < -1000) return { text: say('web.voice.fit.over', { seconds }), isOver: true }
  return leftMs > 1000
    ? { text: say('web.voice.fit.under', { seconds }), isOver: false }
    : { text: say('web.voice.fit.good'), isOver: false }
}

function SmallWave({ take, name }: { take: TakeView; name: string }) {
  const say = useWords()
  const bars = take.peaks.filter((_, index) => index % 4 === 0)
  return (
    <svg
      className={styles.smallWave}
      viewBox={`0 0 ${bars.length * 2} 22`}
      preserveAspectRatio="none"
      role="img"
      aria-label={say('web.voice.waveOf', { name })}
    >
      <path
        d={bars.map((peak, at) => `M${at * 2 + 1} ${11 - Math.max(0.5, peak / 10)}v${Math.max(1, peak / 5)}`).join('')}
      />
    </svg>
  )
}
