import { useEffect, useState } from 'react'
import type { FilledView, GapView } from '../../../src/radio/logs/read/contract.ts'
import { cartRoutes, categoryRoutes } from '../../../src/radio/music/pools/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct, useRead } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import { useWords } from '../../words.ts'
import { ReadProblem } from '../ReadProblem.tsx'
import { TypeChip } from '../track-search/TypeChip.tsx'
import { lengthIn } from './day-view.ts'
import { exactClock } from './detail.ts'
import styles from './dialogs.module.css'
import type { Edits } from './use-edits.ts'
import type { Editor } from './use-editor.ts'
import { routes } from './use-logs.ts'

interface FillGapProps {
  gap: GapView
  editor: Editor
  edits: Edits
  onClose: () => void
}

/** Fills a silence from a category or a cart: what would come in and why, first; then that. */
export function FillGap({ gap, editor: { day }, edits, onClose }: FillGapProps) {
  const say = useWords()
  const { shelves, reads } = useShelves(day.stationId)
  const [chosen, setChosen] = useState<string>()
  const [seed, setSeed] = useState<string>()
  const shelf = chosen ?? shelves[0]?.value
  const { found, error } = useTried({ logId: day.logId, startsAt: gap.startsAt, shelf, seed })
  const fill = async () => {
    onClose()
    if (found !== undefined) await edits.fillGap({ startsAt: gap.startsAt, ...idOf(shelf ?? ''), seed: found.seed })
  }
  if (reads.every(({ data }) => data !== undefined) && shelves.length === 0)
    return <p className="s13 t2">{say('web.logs.fillFrom.none')}</p>
  return (
    <div className="col gap12">
      {reads.map((read, index) => (
        <ReadProblem key={index} read={read} />
      ))}
      <div className={styles.from}>
        <ChoiceField
          label={say('web.logs.fillFrom.from')}
          value={shelf ?? ''}
          onChange={setChosen}
          options={shelves.map(({ value, kind, name }) => ({
            value,
            label: say(`web.logs.fillFrom.${kind}`, { name }),
          }))}
        />
        <Button isSmall look="quiet" onClick={() => setSeed(Math.random().toString(36).slice(2, 8))}>
          {say('web.logs.generate.other')}
        </Button>
      </div>
      {error !== null && <ProblemPanel error={error} />}
      {found === undefined && error === null && <p className="s13 t2">{say('web.logs.generate.trying')}</p>}
      {found !== undefined && <WouldFill found={found} timeZone={day.timeZone} />}
      <div className="row">
        <Button onClick={onClose}>{say('web.cancel')}</Button>
        <span className="end" />
        <Button
          look="primary"
          isWrite
          whyNot={
            found === undefined
              ? say('web.logs.busy')
              : found.added.length === 0
                ? say('web.logs.fillFrom.nothing')
                : null
          }
          onClick={() => void fill()}
        >
          {say('web.logs.fillFrom.act', { count: found?.added.length ?? 0 })}
        </Button>
      </div>
    </div>
  )
}

function useShelves(stationId: number) {
  const request = { params: { stationId } }
  const categories = useRead(categoryRoutes.routes.list, request)
  const carts = useRead(cartRoutes.routes.list, request)
  const shelves = [
    ...(categories.data?.items ?? []).map(({ categoryId, name }) => ({
      value: `category ${categoryId}`,
      kind: 'category' as const,
      name,
    })),
    ...(carts.data?.items ?? []).map(({ cartId, name }) => ({ value: `cart ${cartId}`, kind: 'cart' as const, name })),
  ]
  return { shelves, reads: [categories, carts] }
}

/** `category 3`, `cart 2`. */
function idOf(shelf: string): { categoryId: number } | { cartId: number } {
  const [kind, id] = shelf.split(' ')
  return kind === 'category' ? { categoryId: Number(id) } : { cartId: Number(id) }
}

interface Trying {
  logId: number
  startsAt: string
  shelf: string | undefined
  seed: string | undefined
}

/** Tried again whenever the wish is another one; what is written has the seed that was tried. */
function useTried({ logId, startsAt, shelf, seed }: Trying) {
  const dry = useAct(routes.fill)
  const { mutate: tryIt } = dry
  const body = { startsAt, dryRun: true, ...(shelf && idOf(shelf)), ...(seed === undefined ? {} : { seed }) }
  const asked = JSON.stringify({ params: { logId }, body })
  useEffect(() => {
    if (shelf !== undefined) tryIt(JSON.parse(asked) as Parameters<typeof tryIt>[0])
  }, [tryIt, asked, shelf])
  return { found: dry.isPending ? undefined : dry.data, error: dry.error }
}

function WouldFill({ found: { added, unfilled }, timeZone }: { found: FilledView; timeZone: string }) {
  const say = useWords()
  return (
    <>
      {added.length > 0 && (
        <ol className={styles.filled} tabIndex={0} aria-label={say('web.logs.fillFrom.list')}>
          {added.map(({ startsAt, typeCode, title, artist, lengthMs, chose, broken, blocked }) => (
            <li key={startsAt}>
              <span className="num t3">{exactClock(startsAt, timeZone)}</span>
              <TypeChip typeCode={typeCode} what="track" />
              <span className="col gap2">
                <span className="break">
                  <b>{title}</b> <span className="t2">{artist}</span>
                </span>
                <small className="t2">{chose}</small>
                {broken.map((text) => (
                  <small key={text} className="tone-warn">
                    {say('web.logs.why.broken', { text })}
                  </small>
                ))}
                {blocked.map((one) => (
                  <small key={one.trackId} className="t3">
                    {say('web.logs.why.blocked', { title: one.title, text: one.text })}
                  </small>
                ))}
              </span>
              <span className="num t2">{lengthIn(lengthMs)}</span>
            </li>
          ))}
        </ol>
      )}
      {unfilled.map(({ startsAt, lengthMs, reason }) => (
        <p key={startsAt} className="s13 tone-bad">
          {say('web.logs.fillFrom.left', {
            time: lengthIn(lengthMs),
            from: exactClock(startsAt, timeZone),
            why: reason,
          })}
        </p>
      ))}
    </>
  )
}
