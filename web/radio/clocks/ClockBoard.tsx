import { IconCopy, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { ClockView } from '../../../src/radio/music/clocks/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { ClockEditor } from './ClockEditor.tsx'
import { ClockFiles } from './ClockFiles.tsx'
import styles from './clocks.module.css'
import { NameDialog } from './NameDialog.tsx'
import { routes, type Shelves, useAddress } from './use-clocks.ts'

interface ClockBoardProps {
  stationId: number
  shelves: Shelves
}

function useActs() {
  const address = useAddress()
  const [asks, setAsks] = useState<'add' | 'copy' | null>(null)
  const open = (clockId: number | undefined) =>
    address.set({ clock: clockId === undefined ? undefined : String(clockId) })
  const done = ({ clockId }: { clockId: number }) => {
    setAsks(null)
    open(clockId)
  }
  const add = useAct(routes.clocks.add, done)
  const copy = useAct(routes.clocks.copy, done)
  const remove = useAct(routes.clocks.remove, () => open(undefined))
  return { asks, setAsks, open, add, copy, remove }
}

/** The clocks of a station, and the one that is open. */
export function ClockBoard({ stationId, shelves }: ClockBoardProps) {
  const say = useWords()
  const address = useAddress()
  const may = useMay('jobs:write')
  const acts = useActs()
  const { setAsks, open, remove } = acts
  const clock = shelves.clocks.find(({ clockId }) => String(clockId) === address.clock) ?? shelves.clocks[0]
  const addButton = (
    <Button
      look={clock === undefined ? 'primary' : 'plain'}
      isSmall={clock !== undefined}
      isWrite
      icon={IconPlus}
      onClick={() => setAsks('add')}
    >
      {say('web.clocks.add')}
    </Button>
  )
  return (
    <div className={styles.board}>
      <Panel
        title={say('web.clocks.tab.clocks')}
        aside={String(shelves.clocks.length)}
        actions={may && clock && addButton}
        isLined
      >
        {clock === undefined ? (
          <EmptyState title={say('web.clocks.none')} steps={4} actions={may ? addButton : undefined}>
            {say('web.clocks.none.how')}
          </EmptyState>
        ) : (
          <ClockList clocks={shelves.clocks} openId={clock.clockId} onOpen={open} />
        )}
        <ClockFiles stationId={stationId} hasClocks={clock !== undefined} />
      </Panel>
      {clock !== undefined && (
        <div className="col gap12">
          {remove.error !== null && <ProblemPanel error={remove.error} />}
          <ClockEditor
            key={`${clock.clockId} ${clock.etag}`}
            {...{ clock, shelves, stationId }}
            actions={
              may && (
                <Acts
                  clock={clock}
                  onCopy={() => setAsks('copy')}
                  onRemove={() => remove.mutate({ params: { id: clock.clockId } })}
                />
              )
            }
          />
        </div>
      )}
      <AskName {...{ acts, stationId, clock }} />
    </div>
  )
}

interface AskNameProps {
  acts: ReturnType<typeof useActs>
  stationId: number
  clock: ClockView | undefined
}

function AskName({ acts: { asks, setAsks, add, copy }, stationId, clock }: AskNameProps) {
  const say = useWords()
  return (
    <NameDialog
      title={say(asks === 'copy' ? 'web.clocks.copy' : 'web.clocks.add')}
      isOpen={asks !== null}
      error={asks === 'copy' ? copy.error : add.error}
      onName={(name) =>
        asks === 'copy' && clock !== undefined
          ? copy.mutate({ params: { id: clock.clockId }, body: { name } })
          : add.mutate({ params: { stationId }, body: { name } })
      }
      onClose={() => setAsks(null)}
    />
  )
}

interface ClockListProps {
  clocks: readonly ClockView[]
  openId: number
  onOpen: (clockId: number) => void
}

function ClockList({ clocks, openId, onOpen }: ClockListProps) {
  const say = useWords()
  return (
    <ul className={styles.list}>
      {clocks.map(({ clockId, name, slots, usedBy }) => (
        <li key={clockId}>
          <button
            type="button"
            className={styles.item}
            data-on={clockId === openId || undefined}
            aria-current={clockId === openId || undefined}
            onClick={() => onOpen(clockId)}
          >
            <b className="cut">{name}</b>
            <span className="s12 t3">
              {say('web.clocks.slots', { count: slots.length })}
              {usedBy.length === 0 ? ` · ${say('web.clocks.unused')}` : ''}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Acts({ clock, onCopy, onRemove }: { clock: ClockView; onCopy: () => void; onRemove: () => void }) {
  const say = useWords()
  return (
    <>
      <Button isSmall look="quiet" isWrite icon={IconCopy} onClick={() => onCopy()}>
        {say('web.clocks.copy')}
      </Button>
      <Button
        isSmall
        look="quiet"
        isWrite
        icon={IconTrash}
        whyNot={clock.usedBy.length === 0 ? null : say('web.clocks.usedBy', { by: clock.usedBy.join(', ') })}
        onClick={() => onRemove()}
      >
        {say('web.clocks.remove')}
      </Button>
    </>
  )
}
