import { IconArrowRight, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import {
  type GroupView,
  type MappingView,
  playerRoutes,
  type ProposalView,
} from '../../../src/library/players/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { MapDialog } from './MapDialog.tsx'
import styles from './players.module.css'

/** What the players are told of, and where it lies for them. */
export function Libraries({ group }: { group: GroupView }) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const [isMapping, setMapping] = useState(false)
  const [isAsking, setAsking] = useState(false)
  const { libraries, mappings, players } = group
  if (libraries.length === 0) return <span className="s13 t2">{say('web.players.noLibrary')}</span>
  const isUnmapped = libraries.some(({ libraryId }) => !mappings.some((one) => one.libraryId === libraryId))
  return (
    <div className="col gap4">
      <h3 className="s12 t3">{say('web.players.paths')}</h3>
      <ul className={styles.paths}>
        {libraries.map(({ libraryId, name, path }) => (
          <Library key={libraryId} group={group} library={{ libraryId, name, path }} />
        ))}
      </ul>
      {mayWrite && (
        <span className="row gap4 wrap">
          <Button isSmall onClick={() => setMapping(true)}>
            {say('web.players.map')}
          </Button>
          {isUnmapped && players.length > 0 && !isAsking && (
            <Button isSmall onClick={() => setAsking(true)}>
              {say('web.players.propose')}
            </Button>
          )}
        </span>
      )}
      {isAsking && <Proposals group={group} onClose={() => setAsking(false)} />}
      <MapDialog group={group} isOpen={isMapping} onClose={() => setMapping(false)} />
    </div>
  )
}

function Library({ group, library }: { group: GroupView; library: GroupView['libraries'][number] }) {
  const say = useWords()
  const own = group.mappings.filter(({ libraryId }) => libraryId === library.libraryId)
  const isWholeMapped = own.some(({ relPath }) => relPath === '')
  return (
    <>
      {!isWholeMapped && (
        <li>
          <span className="col gap2">
            <span>{library.name}</span>
            <span className="mono s12 break">{library.path}</span>
          </span>
          <span className="s12 t2">{say('web.players.samePath')}</span>
        </li>
      )}
      {own.map((mapping) => (
        <Mapping key={mapping.mappingId} mapping={mapping} />
      ))}
    </>
  )
}

function Mapping({ mapping: { mappingId, library, ourPath, playerPath } }: { mapping: MappingView }) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const remove = useAct(playerRoutes.routes.removeMapping)
  return (
    <li>
      <span className="col gap2">
        <span>{library}</span>
        <span className="mono s12 break">{ourPath}</span>
      </span>
      <span className={styles.to}>
        <Icon of={IconArrowRight} size={14} />
        <span className="sr-only">{say('web.players.isThere')}</span>
        <span className="mono s12 break">{playerPath}</span>
      </span>
      {mayWrite && (
        <Button
          isSmall
          isIconOnly
          isWrite
          look="quiet"
          icon={IconTrash}
          onClick={() => remove.mutate({ params: { mappingId } })}
        >
          {say('web.players.unmap', { path: ourPath })}
        </Button>
      )}
      {remove.error !== null && <ProblemPanel error={remove.error} />}
    </li>
  )
}

/** The players are asked for their folders, which takes a moment. */
function Proposals({ group: { groupId }, onClose }: { group: GroupView; onClose: () => void }) {
  const say = useWords()
  const found = useRead(playerRoutes.routes.propose, { params: { groupId } })
  const add = useAct(playerRoutes.routes.addMapping)
  const use = ({ libraryId, playerPath }: ProposalView) =>
    add.mutate({ params: { groupId }, body: { libraryId, relPath: '', playerPath } })
  return (
    <div className={styles.proposals} role="status">
      {found.isPending && <span className="s13 t2">{say('web.players.propose.asks')}</span>}
      {found.error !== null && <ProblemPanel error={found.error} onRetry={() => void found.refetch()} />}
      {add.error !== null && <ProblemPanel error={add.error} />}
      {found.data?.items.length === 0 && <span className="s13 t2">{say('web.players.propose.none')}</span>}
      {found.data?.items.map((one) => (
        <div key={`${one.libraryId} ${one.playerPath}`} className={styles.proposal}>
          <span className="col gap2">
            <span className="mono s12 break">
              {one.ourPath} → {one.playerPath}
            </span>
            <span className="s12 t2">{sharedOf(say, one)}</span>
          </span>
          <Button isSmall isWrite onClick={() => use(one)}>
            {say('web.players.propose.use')}
          </Button>
        </div>
      ))}
      <span>
        <Button isSmall look="quiet" onClick={onClose}>
          {say('web.close')}
        </Button>
      </span>
    </div>
  )
}

const sharedOf = (say: ReturnType<typeof useWords>, { shared, of, example }: ProposalView): string =>
  shared === 0
    ? say('web.players.propose.byName')
    : say('web.players.propose.shared', { count: shared, of, example: example ?? '' })
