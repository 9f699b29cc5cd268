import type { ItemView } from '../../src/archive/contract.ts'
import type { State } from '../parts/states.ts'
import { StateChip } from '../parts/StateChip.tsx'
import { useWords } from '../words.ts'

const STATES: Record<ItemView['state'], State> = {
  arriving: 'running',
  incomplete: 'waiting',
  unique: 'ready',
  duplicate: 'ready',
  batched: 'ready',
  filed: 'verified',
  aside: 'off',
  trashed: 'off',
  held: 'waiting',
  gone: 'failed',
}

/** How an item stands; what never enters as it is does not arrive either. */
export function ItemChip({ item, isBare = false }: { item: ItemView; isBare?: boolean }) {
  const say = useWords()
  if (item.staysOut) return <StateChip state="off" word={say('web.archive.itemState.staysOut')} isBare={isBare} />
  return <StateChip state={STATES[item.state]} word={say(`web.archive.itemState.${item.state}`)} isBare={isBare} />
}
