import { IconArrowBackUp, IconPencil } from '@tabler/icons-react'
import { useState } from 'react'
import type { OwnShowView } from '../../../src/radio/programme/own/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { Panel, PanelBody, PanelRows } from '../../parts/Panel.tsx'
import { useWords } from '../../words.ts'
import { ChangeShow } from './ShowForm.tsx'
import type { Moves } from './use-programme.ts'

interface ShowHeadProps {
  show: OwnShowView
  moves: Moves
  may: boolean
  onGone: () => void
}

/** The show whose episodes are looked at. */
export function ShowHead({ show, moves, may, onGone }: ShowHeadProps) {
  const say = useWords()
  const [isChanging, setChanging] = useState(false)
  const { title, hosts, description, episodes } = show
  const whyNot = episodes > 0 ? say('web.programme.show.hasEpisodes', { count: episodes }) : null
  return (
    <Panel
      title={<span className="break">{title}</span>}
      aside={hosts === '' ? undefined : hosts}
      actions={
        may ? (
          <>
            <Button isSmall icon={IconPencil} keys="e" onClick={() => setChanging(true)}>
              {say('web.programme.changeShow')}
            </Button>
            <Button isSmall isWrite look="quiet" whyNot={whyNot} onClick={() => moves.takeShowOut(show, onGone)}>
              {say('web.programme.act.takeOut')}
            </Button>
          </>
        ) : undefined
      }
    >
      {description !== '' && (
        <PanelBody>
          <p className="s13 t2 break">{description}</p>
        </PanelBody>
      )}
      <ChangeShow show={show} isOpen={isChanging} onClose={() => setChanging(false)} />
    </Panel>
  )
}

/** Shows that were taken out, each with the way back. */
export function ShowsOut({ shows, moves, may }: { shows: readonly OwnShowView[]; moves: Moves; may: boolean }) {
  const say = useWords()
  if (shows.length === 0) return null
  return (
    <Panel title={say('web.programme.showsOut')} isLined>
      <PanelRows>
        {shows.map((show) => (
          <div key={show.showId} className="row">
            <span className="break grow">{show.title}</span>
            {may && (
              <Button isSmall isWrite icon={IconArrowBackUp} onClick={() => moves.putShowBack(show)}>
                {say('web.programme.act.putBack')}
                <span className="sr-only"> {show.title}</span>
              </Button>
            )}
          </div>
        ))}
      </PanelRows>
    </Panel>
  )
}
