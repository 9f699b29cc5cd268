import { Link, useParams } from '@tanstack/react-router'
import { IconArrowLeft, IconRefresh, IconSearch, IconSend } from '@tabler/icons-react'
import { useState } from 'react'
import { deliveryRoutes } from '../../../src/deliveries/contract.ts'
import type { TitleDetail } from '../../../src/library/titles/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useList } from '../../api/use-api.ts'
import { formatDay } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Tag } from '../../parts/small.tsx'
import { StateLine } from '../../parts/StateChip.tsx'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import { useWords } from '../../words.ts'
import { Poster } from '../titles/Poster.tsx'
import { flagOf } from '../titles/title-look.ts'
import { idOf, useLibraries } from '../use-library.ts'
import { Artwork } from './Artwork.tsx'
import { BesideMedia } from './BesideMedia.tsx'
import { Children } from './Children.tsx'
import { Details } from './Details.tsx'
import { Files } from './Files.tsx'
import { FixMatch } from './FixMatch.tsx'
import { InPlayers, newestOfEach } from './InPlayers.tsx'
import { NameReading } from './NameReading.tsx'
import { streamsOf, tagsOf } from './stream-look.ts'
import styles from './title.module.css'
import { useOne, useTitle } from './use-title.ts'
import { Why } from './Why.tsx'

/** One film, series, season, episode, artist, album or song. */
export function TitlePage() {
  const say = useWords()
  const id = idOf(useParams({ from: '/shell/library/titles/$titleId' }).titleId)
  const read = useTitle(id)
  const title = read.data
  return (
    <Page
      title={title === undefined ? say('web.nav.library.titles') : nameOf(title)}
      subtitle={title === undefined ? undefined : <Subtitle title={title} />}
      actions={title === undefined ? undefined : <Acts title={title} />}
    >
      <ReadProblem read={read} />
      {title !== undefined && <Body key={title.titleId} title={title} />}
    </Page>
  )
}

const nameOf = ({ title, year }: TitleDetail): string => (year === null ? title : `${title} (${year})`)

function Subtitle({ title }: { title: TitleDetail }) {
  const say = useWords()
  const library = useLibraries().data?.items.find(({ libraryId }) => libraryId === title.libraryId)
  const added = formatDay(Date.parse(title.addedAt))
  return (
    <span className="row wrap gap8">
      <Link to="/library" search={{ library: String(title.libraryId) }} className="row gap4">
        <Icon of={IconArrowLeft} size={13} />
        {library?.name ?? say('web.nav.library.titles')}
      </Link>
      {title.parents.map((parent) => (
        <span key={parent.titleId}>
          {'› '}
          <Link to="/library/titles/$titleId" params={{ titleId: String(parent.titleId) }}>
            {parent.title}
          </Link>
        </span>
      ))}
      <span>
        {title.identifiedBy === null
          ? say('web.library.addedOn', { day: added })
          : say('web.library.addedAndKnown', { day: added, source: say(`library.source.${title.identifiedBy}`) })}
      </span>
    </span>
  )
}

/** What a provider knows by itself; a season or an episode is known by its series. */
const CAN_MATCH: ReadonlySet<TitleDetail['kind']> = new Set(['movie', 'series'] as const)

function Acts({ title }: { title: TitleDetail }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const [told, setTold] = useState<{ runId: number | undefined; why: string | null } | null>(null)
  const [isMatching, setMatching] = useState(false)
  const one = useOne(title.titleId, (runIds, why) => setTold({ runId: runIds[0], why }))
  if (!may) return null
  return (
    <>
      {told !== null && (
        <span className="s12 t2" role="status">
          {told.why ?? (
            <Link to="/activity" search={told.runId === undefined ? {} : { job: String(told.runId) }}>
              {say('web.library.task.started')}
            </Link>
          )}
        </span>
      )}
      {CAN_MATCH.has(title.kind) && (
        <Button icon={IconSearch} onClick={() => setMatching(true)}>
          {say('web.library.match')}
        </Button>
      )}
      <Button
        isWrite
        icon={IconRefresh}
        whyNot={one.isBusy ? say('web.signin.busy') : null}
        onClick={() => one.run('refresh')}
      >
        {say('web.library.together.refresh')}
      </Button>
      <Button
        isWrite
        icon={IconSend}
        whyNot={one.isBusy ? say('web.signin.busy') : null}
        onClick={() => one.run('publish')}
      >
        {say('web.library.together.publish')}
      </Button>
      {one.error !== null && <ProblemPanel error={one.error} />}
      <FixMatch title={title} isOpen={isMatching} onClose={() => setMatching(false)} />
    </>
  )
}

const POSTER = { widthPx: 168, heightPx: 252 }
/** What it is about, as deliveries name it. */
const subjectOf = ({ titleId }: TitleDetail): string => `library.title:${titleId}`

function Body({ title }: { title: TitleDetail }) {
  const say = useWords()
  const flag = flagOf(say, title)
  const list = useList(deliveryRoutes.routes.list, { query: { subject: subjectOf(title), limit: 100 } })
  const deliveries = newestOfEach(list.items)
  const failing = deliveries.find(({ state }) => state === 'rejected' || state === 'uncertain')
  return (
    <div className={styles.page}>
      <div className={styles.own}>
        <Poster title={title} {...POSTER} />
        <Tags title={title} />
        {flag !== undefined && (
          <StateLine
            state={flag.tone === 'bad' ? 'failed' : flag.tone === 'warn' ? 'needsYou' : 'off'}
            word={flag.word}
            cause={flag.why ?? ''}
          />
        )}
      </div>
      <div className="col gap16">
        <Details title={title} />
        <Artwork titleId={title.titleId} />
        <Children title={title} />
        <Files title={title} />
      </div>
      <div className="col gap16">
        <Why titleId={title.titleId} notIn={failing?.place ?? null} />
        <InPlayers deliveries={deliveries} />
        <BesideMedia titleId={title.titleId} />
        {title.name !== null && <NameReading name={title.name} />}
      </div>
    </div>
  )
}

function Tags({ title }: { title: TitleDetail }) {
  const main = title.files.find(({ use }) => use === 'main')
  const streams = streamsOf(main?.streams)
  if (streams === null) return null
  return (
    <span className="row gap4 wrap">
      {tagsOf(streams, title.lines).map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
    </span>
  )
}
