import { useState } from 'react'
import { matchRoutes, type MatchView } from '../../../src/library/enrich/contract.ts'
import type { TitleDetail } from '../../../src/library/titles/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { formatShare } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Dialog } from '../../parts/Dialog.tsx'
import { TextField } from '../../parts/fields.tsx'
import { toast } from '../../parts/toast.ts'
import { Clash } from '../../radio/Clash.tsx'
import { ReadProblem } from '../../radio/ReadProblem.tsx'
import { isClash, useChange } from '../../radio/use-radio.ts'
import { useWords } from '../../words.ts'
import styles from './title.module.css'

const { routes } = matchRoutes

interface FixMatchProps {
  title: TitleDetail
  isOpen: boolean
  onClose: () => void
}

/** Which film or series of the provider a title is: said once, remembered for its folder. */
export function FixMatch({ title, isOpen, onClose }: FixMatchProps) {
  const say = useWords()
  return (
    <Dialog
      title={say('web.library.match.title', { title: title.title })}
      isOpen={isOpen}
      onClose={onClose}
      widthPx={640}
    >
      <Search title={title} onClose={onClose} />
    </Dialog>
  )
}

const isYear = (text: string): boolean => text.trim() === '' || /^\d{4}$/.test(text.trim())

function Search({ title, onClose }: Omit<FixMatchProps, 'isOpen'>) {
  const say = useWords()
  const { titleId } = title
  const [asked, setAsked] = useState<Asked | null>(null)
  const known = useRead(routes.list, { params: { titleId } })
  const found = useRead(
    routes.search,
    { params: { titleId }, query: asked ?? { text: '-' } },
    { isEnabled: asked !== null },
  )
  const choose = useChange(routes.choose, title.etag, ({ runId }) => {
    toast({
      title: say('web.library.match.done'),
      ...(runId === null ? {} : { detail: say('web.library.match.asking') }),
    })
    onClose()
  })
  const pick = (providerId: string | null) => choose.mutate({ params: { titleId }, body: { providerId } })
  const read = asked === null ? known : found
  const items = read.data?.items ?? []
  return (
    <div className="col gap12">
      <SearchForm title={title} onAsk={setAsked} />
      <Clash error={choose.error} />
      {choose.error !== null && !isClash(choose.error) && <ProblemPanel error={choose.error} />}
      <ReadProblem read={read} />
      <ul className={styles.changes} aria-label={say('web.library.match.found')}>
        {items.map((match) => (
          <Match
            key={match.providerId}
            match={match}
            isNow={match.providerId === title.facts.tmdb}
            onPick={() => pick(match.providerId)}
          />
        ))}
        {items.length === 0 && read.data !== undefined && (
          <li className="s13 t2">
            {say(asked === null ? 'web.library.match.searchFirst' : 'web.library.match.nothing')}
          </li>
        )}
      </ul>
      <span>
        <Button isSmall isWrite look="quiet" onClick={() => pick(null)}>
          {say('web.library.match.none')}
        </Button>
      </span>
    </div>
  )
}

interface Asked {
  text: string
  year?: number
}

function SearchForm({ title, onAsk }: { title: TitleDetail; onAsk: (asked: Asked) => void }) {
  const say = useWords()
  const [text, setText] = useState(title.title)
  const [year, setYear] = useState(title.year === null ? '' : String(title.year))
  const year4 = year.trim()
  return (
    <form
      className={styles.matchForm}
      onSubmit={(event) => {
        event.preventDefault()
        if (text.trim() !== '' && isYear(year))
          onAsk({ text: text.trim(), ...(year4 === '' ? {} : { year: Number(year4) }) })
      }}
    >
      <TextField label={say('library.fact.title')} value={text} onChange={setText} hasFocus />
      <TextField
        label={say('web.library.year')}
        value={year}
        onChange={setYear}
        isNumeric
        {...(isYear(year) ? {} : { error: say('web.library.needsNumber') })}
      />
      <Button type="submit" whyNot={text.trim() === '' ? say('web.library.needsTitle') : null}>
        {say('web.library.match.search')}
      </Button>
    </form>
  )
}

function Match({ match, isNow, onPick }: { match: MatchView; isNow: boolean; onPick: () => void }) {
  const say = useWords()
  const { title, originalTitle, year, overview, score } = match
  return (
    <li className={styles.change}>
      <span className="col gap2">
        <span className="s13">
          <b>{title}</b> {year !== null && <span className="num">({year})</span>}{' '}
          {originalTitle !== null && originalTitle !== title && <span className="t3">{originalTitle}</span>}
        </span>
        <span className={`${styles.overview} s12 t2`}>{overview}</span>
        <span className="s12 t3 num">
          {isNow ? say('web.library.match.now') : say('web.library.match.score', { share: formatShare(score, 1) })}
        </span>
      </span>
      <Button isSmall isWrite onClick={onPick}>
        {say('web.library.match.choose')}
      </Button>
    </li>
  )
}
