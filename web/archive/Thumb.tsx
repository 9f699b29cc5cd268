import { archiveRoutes, type ItemView } from '../../src/archive/contract.ts'
import { addressOf, call, ProblemError, whatHappened } from '../api/client.ts'
import { FileTile } from '../parts/FileTile.tsx'

const { getThumbnail } = archiveRoutes.routes
const HAS_PICTURE: readonly ItemView['mediaKind'][] = ['photo', 'video', 'raw']

/** An item's picture, or its tile with the reason that the server gives. */
export function Thumb({ item, size = 'small' }: { item: ItemView; size?: 'small' | 'large' }) {
  const params = { itemId: item.itemId }
  const explain = () =>
    call(getThumbnail, { params }).then(
      () => undefined,
      (error: unknown) => (error instanceof ProblemError ? whatHappened(error) : undefined),
    )
  const picture = HAS_PICTURE.includes(item.mediaKind) ? { src: addressOf(getThumbnail, { params }), explain } : {}
  return <FileTile name={item.name} kind={item.mediaKind} size={size} {...picture} />
}
