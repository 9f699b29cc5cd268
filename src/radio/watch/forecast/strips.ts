import type { Block, Stretch, Strip } from '../model.ts'
import { touches, without, within } from '../stretches.ts'
import type { Outlook, Picture, PlacedRow } from './picture.ts'

/** One strip for each broadcast day, as long as the day is. */
export function stripsOf(picture: Picture, outlook: Outlook): Strip[] {
  const all = blocksOf(picture, outlook)
  return outlook.days.map(({ airDate, startsAt, endsAt }) => ({
    airDate,
    startsAt,
    endsAt,
    rowCount: picture.placed.filter(({ row }) => row.startsAt >= startsAt && row.startsAt < endsAt).length,
    blocks: joined(all.flatMap((block) => within(block, { startsAt, endsAt }) ?? [])),
  }))
}

function blocksOf(picture: Picture, outlook: Outlook): Block[] {
  const rows = picture.placed.map((placed) => rowBlock(placed, outlook))
  const open = picture.open.flatMap(({ title, ...stretch }) =>
    without(stretch, rows).map((part): Block => ({ ...part, kind: 'live', of: 'show', title, count: 0 })),
  )
  const drafts = picture.drafts.map(({ startsAt, endsAt, title }): Block => ({
    startsAt,
    endsAt,
    kind: 'draft',
    of: 'log',
    title,
    count: 1,
  }))
  const dead = picture.silent.map(({ startsAt, endsAt }): Block => ({
    startsAt,
    endsAt,
    kind: 'dead',
    of: 'nobody',
    title: '',
    count: 0,
  }))
  return [...rows, ...open, ...drafts, ...dead].toSorted((a, b) => a.startsAt - b.startsAt)
}

function rowBlock(placed: PlacedRow, { at, logRows }: Outlook): Block {
  const { row, show, title } = placed
  const kind = kindOf(placed, at)
  const isOfLog = logRows.has(row.rowId)
  return {
    startsAt: row.startsAt,
    endsAt: row.endsAt,
    kind,
    of: isOfLog ? 'log' : 'show',
    title: isOfLog || kind === 'missing' ? title : (show?.name ?? title),
    count: 1,
  }
}

function kindOf({ row, fault }: PlacedRow, at: number): Block['kind'] {
  if (row.startsAt <= at && row.wasPlayed) return 'aired'
  if (row.endsAt <= at) return 'unconfirmed'
  return fault === undefined ? 'planned' : 'missing'
}

const JOINED_MS = 1000
/** A strip of a log shows its hours, not each of its items. */
const LONGEST_OF_LOG_MS = 3_600_000

/** Neighbours of one kind and name become one; items of a log up to an hour. */
function joined(blocks: readonly Block[]): Block[] {
  const out: Block[] = []
  for (const block of blocks) {
    const last = out.at(-1)
    if (last === undefined || !belongs(last, block)) {
      out.push({ ...block })
      continue
    }
    last.endsAt = Math.max(last.endsAt, block.endsAt)
    last.count += block.count
    if (last.of === 'log') last.title = ''
  }
  return out
}

function belongs(last: Block, block: Block): boolean {
  const isAlone = block.kind === 'missing' || block.kind === 'dead'
  if (isAlone || last.kind !== block.kind || last.of !== block.of || !touches(grown(last), block)) return false
  return block.of === 'log' ? block.endsAt - last.startsAt <= LONGEST_OF_LOG_MS : last.title === block.title
}

const grown = ({ startsAt, endsAt }: Stretch): Stretch => ({ startsAt, endsAt: endsAt + JOINED_MS })
