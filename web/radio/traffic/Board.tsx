import { useQueryClient } from '@tanstack/react-query'
import { IconPlus } from '@tabler/icons-react'
import { useCallback, useMemo, useState } from 'react'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { EDIT_KEYS, NO_KEYS } from '../../parts/act-keys.ts'
import { Button } from '../../parts/Button.tsx'
import { useKeys, type KeyBinding } from '../../parts/keyboard.ts'
import { ListWithDetail } from '../../parts/ListWithDetail.tsx'
import { useMay } from '../../session/use-session.ts'
import { Page } from '../../shell/Page.tsx'
import type { BoardProps } from '../StationScreen.tsx'
import { useWords } from '../../words.ts'
import { Misses } from './Misses.tsx'
import { OrderCsvMenu } from './OrderCsvMenu.tsx'
import { OrderDetail } from './OrderDetail.tsx'
import { AddOrder, ChangeOrder } from './OrderForm.tsx'
import { OrderTable } from './OrderTable.tsx'
import { type Address, routes, useMoves, useOrders } from './use-traffic.ts'

/** Orders, those that need somebody first; beside them the one that is open, below them what was missed. */
export function Board({ station, address, picker, children }: BoardProps<Address>) {
  const say = useWords()
  const may = useMay('files:move')
  const { stationId, name, timeZone } = station
  const list = useOrders(stationId, address)
  const { moves, ownActs, acted } = useOwnMoves()
  const [form, setForm] = useState<'add' | number | undefined>()
  const { orderId } = address
  const openAdd = useCallback(() => setForm('add'), [])
  useBoardKeys(may, openAdd)
  return (
    <Page
      title={say('web.nav.radio.traffic')}
      subtitle={say('web.traffic.subtitle', { name, zone: timeZone })}
      actions={<Actions {...{ station, picker, may }} onAdd={openAdd} />}
    >
      {children}
      {moves.error !== null && <ProblemPanel error={moves.error} />}
      {list.error !== null && <ProblemPanel error={list.error} onRetry={list.retry} />}
      <ListWithDetail
        detail={
          orderId !== undefined && (
            <OrderDetail
              key={orderId}
              {...{ orderId, may, moves }}
              onEdit={() => setForm(orderId)}
              onClose={() => address.set({ order: undefined })}
            />
          )
        }
      >
        <OrderTable {...{ address, list, may, moves, ownActs }} onAdd={openAdd} onEdit={setForm} />
      </ListWithDetail>
      <Misses stationId={stationId} may={may} />
      <AddOrder
        stationId={stationId}
        isOpen={form === 'add'}
        onAdded={(order) => {
          setForm(undefined)
          acted()
          address.set({ order: String(order.orderId) })
        }}
        onClose={() => setForm(undefined)}
      />
      <ChangeOrder orderId={typeof form === 'number' ? form : undefined} onClose={() => setForm(undefined)} />
    </Page>
  )
}

/** What a person adds or puts back does not wait behind "new": they want to see it. */
function useOwnMoves() {
  const client = useQueryClient()
  const [ownActs, setOwnActs] = useState(0)
  const acted = () => {
    setOwnActs((count) => count + 1)
    // Else the list that they turn to would first be shown as it was.
    client.removeQueries({ queryKey: [routes.list.path], type: 'inactive' })
  }
  return { moves: useMoves({ onMoved: acted }), ownActs, acted }
}

const ADD_KEY = { keys: 'n', label: 'web.traffic.add' } as const

function useBoardKeys(may: boolean, onAdd: () => void): void {
  useKeys(
    useMemo((): readonly KeyBinding[] => (may ? [{ ...ADD_KEY, run: onAdd }, ...EDIT_KEYS] : NO_KEYS), [may, onAdd]),
  )
}

type ActionsProps = Pick<BoardProps<Address>, 'station' | 'picker'> & { may: boolean; onAdd: () => void }

function Actions({ station, picker, may, onAdd }: ActionsProps) {
  const say = useWords()
  return (
    <>
      {picker}
      <OrderCsvMenu station={station} mayImport={may} />
      {may && (
        <Button look="primary" isWrite icon={IconPlus} keys="n" onClick={onAdd}>
          {say('web.traffic.add')}
        </Button>
      )}
    </>
  )
}
