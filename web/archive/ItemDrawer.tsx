import { archiveRoutes } from '../../src/archive/contract.ts'
import { ProblemPanel } from '../api/ProblemPanel.tsx'
import { useRead } from '../api/use-api.ts'
import { formatBytes, formatExact, formatLocal, formatSaid } from '../format.ts'
import { DetailDrawer, DrawerPart } from '../parts/DetailDrawer.tsx'
import { Fact, Facts } from '../parts/small.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords, type Say } from '../words.ts'
import { DateForm } from './DateForm.tsx'
import { Thumb } from './Thumb.tsx'
import { ItemChip } from './ItemChip.tsx'
import { ItemWhere } from './where/ItemWhere.tsx'
import { furtherReasons } from './words.ts'

/** One item: its picture, its state and cause, its date, and why it is where it is. */
export function ItemDrawer({ itemId, onClose }: { itemId: number; onClose: () => void }) {
  const say = useWords()
  const mayMove = useMay('files:move')
  const read = useRead(archiveRoutes.routes.getItem, { params: { itemId } })
  const item = read.data
  return (
    <DetailDrawer title={item?.name ?? say('web.archive.item')} onClose={onClose}>
      {read.error !== null && (
        <DrawerPart>
          <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
        </DrawerPart>
      )}
      {item !== undefined && (
        <>
          <DrawerPart>
            <Thumb item={item} size="large" />
            <span>
              <ItemChip item={item} />
            </span>
            {item.reason !== null && (
              <span className="s13 t2">
                {item.reason.text} {item.reason.todo}
              </span>
            )}
          </DrawerPart>
          <DrawerPart title={say('web.archive.item.why')}>
            <ol className="col gap4 s13 t2">
              {furtherReasons(item).map((reason, index) => (
                <li key={index}>{formatSaid(reason)}</li>
              ))}
            </ol>
          </DrawerPart>
          <ItemWhere item={item} />
          <DrawerPart title={say('web.archive.item.facts')}>
            <ItemFacts say={say} item={item} />
          </DrawerPart>
          {mayMove && (
            <DrawerPart title={say('web.archive.item.taken')}>
              <DateForm key={item.captured?.local ?? ''} item={item} />
            </DrawerPart>
          )}
        </>
      )}
    </DetailDrawer>
  )
}

type WholeItem = NonNullable<ReturnType<typeof useRead<typeof archiveRoutes.routes.getItem>>['data']>

function ItemFacts({ say, item }: { say: Say; item: WholeItem }) {
  return (
    <Facts>
      <Fact name={say('web.archive.item.path')}>
        <span className="mono s12">
          {item.root}/{item.path}
        </span>
      </Fact>
      <Fact name={say('web.archive.item.size')}>{formatBytes(item.size)}</Fact>
      {item.captured !== null && (
        <Fact name={say('web.archive.item.taken')}>
          {formatLocal(item.captured.local)}, {item.captured.sourceText}
        </Fact>
      )}
      <Fact name={say('web.archive.item.seen')}>{formatExact(Date.parse(item.firstSeenAt))}</Fact>
      {item.filedAt !== null && (
        <Fact name={say('web.archive.item.filedAt')}>{formatExact(Date.parse(item.filedAt))}</Fact>
      )}
      {item.original !== null && (
        <Fact name={say('web.archive.item.original')}>
          <span className="mono s12">
            {item.original.root}/{item.original.path}
          </span>
        </Fact>
      )}
      {item.partners.length > 0 && (
        <Fact name={say('web.archive.item.partners')}>{item.partners.map((partner) => partner.name).join(', ')}</Fact>
      )}
      {item.sha256 !== null && (
        <Fact name="SHA-256">
          <span className="mono s12">{item.sha256}</span>
        </Fact>
      )}
    </Facts>
  )
}
