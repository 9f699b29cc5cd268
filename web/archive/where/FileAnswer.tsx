import { formatBytes } from '../../format.ts'
import { DetailDrawer, DrawerPart } from '../../parts/DetailDrawer.tsx'
import { Fact, Facts } from '../../parts/small.tsx'
import { StateChip } from '../../parts/StateChip.tsx'
import { useWords } from '../../words.ts'
import { Copies } from './Copies.tsx'
import { reasonsOf, verdictWord } from './row-words.ts'
import { type AskedRow, VERDICT_STATES, verdictOf } from './verdict.ts'

/** All that is known of one file that was asked about. */
export function FileAnswer({ row, isHere, onClose }: { row: AskedRow; isHere: boolean; onClose: () => void }) {
  const say = useWords()
  const verdict = verdictOf(row, { isHere })
  const copies = row.where?.copies ?? []
  return (
    <DetailDrawer title={row.path.slice(row.path.lastIndexOf('/') + 1)} onClose={onClose}>
      <DrawerPart>
        <span>
          <StateChip state={VERDICT_STATES[verdict]} word={verdictWord(say, verdict)} />
        </span>
        {reasonsOf(say, row, verdict).map((text) => (
          <span key={text} className="s13 t2">
            {text}
          </span>
        ))}
      </DrawerPart>
      {row.where !== null && (
        <DrawerPart title={say('web.archive.where.copies')}>
          {copies.length === 0 ? (
            <span className="s13 t2">{say('web.archive.where.copies.none')}</span>
          ) : (
            <Copies copies={copies} />
          )}
        </DrawerPart>
      )}
      <DrawerPart title={say('web.archive.item.facts')}>
        <Facts>
          <Fact name={say('web.archive.item.path')}>
            <span className="mono s12">{row.path}</span>
          </Fact>
          <Fact name={say('web.archive.item.size')}>{formatBytes(row.size)}</Fact>
          {row.sha256 !== null && (
            <Fact name="SHA-256">
              <span className="mono s12">{row.sha256}</span>
            </Fact>
          )}
        </Facts>
      </DrawerPart>
    </DetailDrawer>
  )
}
