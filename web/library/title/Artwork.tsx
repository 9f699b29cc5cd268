import { IconLock, IconLockOpen, IconUpload } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { artworkRoutes, type KindOfArtView } from '../../../src/library/assets/contract.ts'
import type { ProblemError } from '../../api/client.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { toast } from '../../parts/toast.ts'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { ArtCard } from './ArtCard.tsx'
import styles from './artwork.module.css'

const { routes } = artworkRoutes
/** A picture that is fetched is no event. */
const EVERY_MS = 5000
const SHOWN = 12

/** Pictures that may stand for a title, by kind: the chosen ones, the best of the others, one's own. */
export function Artwork({ titleId }: { titleId: number }) {
  const say = useWords()
  const read = useRead(routes.list, { params: { titleId } }, { everyMs: EVERY_MS })
  const kinds = read.data?.kinds.filter(({ candidates, most }) => candidates.length > 0 || most > 0) ?? []
  const [name, setName] = useState<KindOfArtView['kind']>('poster')
  const kind = kinds.find((one) => one.kind === name) ?? kinds[0]
  return (
    <Panel
      title={say('web.library.artwork')}
      {...(kind === undefined ? {} : { aside: say('web.library.artwork.count', { count: kind.candidates.length }) })}
      isLined
      {...(kind === undefined ? {} : { footer: <Foot titleId={titleId} kind={kind} /> })}
    >
      {read.error !== null && (
        <PanelBody>
          <ReadProblem read={read} />
        </PanelBody>
      )}
      {kinds.length > 0 && kind !== undefined && <Kinds kinds={kinds} now={kind} onChoose={setName} />}
      {kind !== undefined && <Candidates key={kind.kind} titleId={titleId} kind={kind} />}
    </Panel>
  )
}

interface KindsProps {
  kinds: readonly KindOfArtView[]
  now: KindOfArtView
  onChoose: (kind: KindOfArtView['kind']) => void
}

const FIRST: ReadonlySet<KindOfArtView['kind']> = new Set(['poster', 'fanart'] as const)

/** Those that have pictures side by side, the others behind a list. */
function Kinds({ kinds, now, onChoose }: KindsProps) {
  const say = useWords()
  const shown = kinds.filter((one) => one === now || FIRST.has(one.kind) || one.candidates.length > 0)
  const rest = kinds.filter((one) => !shown.includes(one))
  return (
    <div className={`${styles.kinds} row wrap`}>
      <Segmented
        name={say('web.library.artwork.kind')}
        value={now.kind}
        onChange={onChoose}
        options={shown.map(({ kind, name, candidates }) => ({
          value: kind,
          label: (
            <>
              {name}
              {candidates.length > 0 && <span className="t3 num">{formatNumber(candidates.length)}</span>}
            </>
          ),
        }))}
      />
      {rest.length > 0 && (
        <ChoiceField<KindOfArtView['kind'] | ''>
          name={say('web.library.artwork.other')}
          value=""
          onChange={(kind) => kind !== '' && onChoose(kind)}
          options={[
            { value: '', label: say('web.library.artwork.other') },
            ...rest.map(({ kind, name }) => ({ value: kind, label: name })),
          ]}
        />
      )}
    </div>
  )
}

function Candidates({ titleId, kind }: { titleId: number; kind: KindOfArtView }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [isAll, setAll] = useState(false)
  const choose = useAct(routes.choose)
  const reject = useAct(routes.reject)
  const params = { titleId, kind: kind.kind }
  const { candidates, most } = kind
  const chosen = candidates.filter(({ state }) => state === 'chosen').map(({ candidateId }) => candidateId)
  const toggle = (candidateId: number) => {
    const rest = chosen.filter((id) => id !== candidateId)
    const isOn = rest.length === chosen.length
    // Where one is shown, another one takes its place; where several are, it joins them.
    const next = !isOn ? rest : most <= 1 ? [candidateId] : [...rest, candidateId].slice(-Math.max(most, 1))
    choose.mutate({ params, body: { candidateIds: next } })
  }
  const error = choose.error ?? reject.error
  if (candidates.length === 0) return <p className={`${styles.none} s13 t2`}>{say('web.library.artwork.none')}</p>
  return (
    <PanelBody>
      <div className={styles.cards} data-wide={kind.kind !== 'poster' && kind.kind !== 'keyart' ? true : undefined}>
        {candidates.slice(0, isAll ? candidates.length : SHOWN).map((candidate) => (
          <ArtCard
            key={candidate.candidateId}
            candidate={candidate}
            may={may}
            onChoose={() => toggle(candidate.candidateId)}
            onReject={(isRejected) =>
              reject.mutate({ params, body: { candidateId: candidate.candidateId, isRejected } })
            }
          />
        ))}
      </div>
      {candidates.length > SHOWN && !isAll && (
        <Button isSmall look="quiet" onClick={() => setAll(true)}>
          {say('web.library.artwork.all', { n: formatNumber(candidates.length) })}
        </Button>
      )}
      {error !== null && <ProblemPanel error={error} />}
    </PanelBody>
  )
}

/** Who chose, and the two ways to change that. */
function Foot({ titleId, kind }: { titleId: number; kind: KindOfArtView }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const params = { titleId, kind: kind.kind }
  const anew = useAct(routes.chooseAnew, () =>
    toast({ title: say('web.library.artwork.unlocked', { name: kind.name }) }),
  )
  return (
    <>
      <span className="row gap4 s12 t2 grow">
        <Icon of={kind.isLocked ? IconLock : IconLockOpen} size={14} />
        {say(
          kind.isLocked
            ? 'web.library.artwork.locked'
            : kind.most === 0
              ? 'web.library.artwork.unwanted'
              : 'web.library.artwork.byScore',
        )}
      </span>
      {may && <Upload titleId={titleId} kind={kind} />}
      {may && kind.isLocked && (
        <Button isSmall isWrite look="quiet" onClick={() => anew.mutate({ params, body: {} })}>
          {say('web.library.artwork.unlock')}
        </Button>
      )}
      {anew.error !== null && <ProblemPanel error={anew.error} />}
    </>
  )
}

const PICTURES = 'image/jpeg,image/png,image/webp,image/gif'

function Upload({ titleId, kind }: { titleId: number; kind: KindOfArtView }) {
  const say = useWords()
  const input = useRef<HTMLInputElement>(null)
  const upload = useAct(routes.upload, () => toast({ title: say('web.library.artwork.uploaded', { name: kind.name }) }))
  const send = (file: File | undefined) => {
    if (file === undefined) return
    const body = new Blob([file], { type: file.type === '' ? 'application/octet-stream' : file.type })
    upload.mutate({ params: { titleId, kind: kind.kind }, body })
  }
  return (
    <>
      <input
        ref={input}
        type="file"
        accept={PICTURES}
        className="sr-only"
        aria-label={say('web.library.artwork.file', { name: kind.name })}
        tabIndex={-1}
        onChange={(event) => {
          send(event.currentTarget.files?.[0])
          event.currentTarget.value = ''
        }}
      />
      <Button
        isSmall
        isWrite
        icon={IconUpload}
        whyNot={upload.isPending ? say('web.signin.busy') : null}
        onClick={() => input.current?.click()}
      >
        {say('web.library.artwork.upload')}
      </Button>
      <UploadProblem error={upload.error} />
    </>
  )
}

function UploadProblem({ error }: { error: ProblemError | null }) {
  if (error === null) return null
  return (
    <div className={styles.problem}>
      <ProblemPanel error={error} />
    </div>
  )
}
