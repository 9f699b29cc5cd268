import { Link } from '@tanstack/react-router'
import type { ItemView } from '../../../src/archive/contract.ts'
import { whereRoutes } from '../../../src/archive/where/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { buttonClass } from '../../parts/Button.tsx'
import { DrawerPart } from '../../parts/DetailDrawer.tsx'
import { useWords } from '../../words.ts'
import { Copies } from './Copies.tsx'

/** Where else the bytes of an item are; it is no copy of itself. */
export function ItemWhere({ item }: { item: ItemView }) {
  const say = useWords()
  const { sha256, root, path } = item
  const files = [{ sha256: sha256 ?? '' }]
  const read = useRead(whereRoutes.routes.ask, { body: { files } }, { isEnabled: sha256 !== null })
  const others = read.data?.answers[0]?.copies.filter(({ itemId }) => itemId !== item.itemId)
  return (
    <DrawerPart title={say('web.archive.item.elsewhere')}>
      {sha256 === null && <span className="s13 t2">{say('web.archive.item.elsewhere.notRead')}</span>}
      {read.error !== null && <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />}
      {others?.length === 0 && <span className="s13 t2">{say('web.archive.item.elsewhere.nowhere')}</span>}
      {others !== undefined && others.length > 0 && <Copies copies={others} />}
      <div className="row gap4 wrap">
        <Link className={buttonClass('plain', true)} to="/archive/where" search={{ root, path }}>
          {say('web.archive.item.elsewhere.file')}
        </Link>
        <Link
          className={buttonClass('plain', true)}
          to="/archive/where"
          search={{ root, path: path.slice(0, Math.max(0, path.lastIndexOf('/'))) }}
        >
          {say('web.archive.item.elsewhere.folder')}
        </Link>
      </div>
    </DrawerPart>
  )
}
