import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { sortingRoutes, type ZonePreviewView } from '../../../src/archive/sorting/contract.ts'
import { configRoutes } from '../../../src/config/contract.ts'
import { call } from '../../api/client.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useRead } from '../../api/use-api.ts'
import { formatLocal, ownTimeZone } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { DataTable } from '../../parts/DataTable.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { SearchChoiceField } from '../../parts/SearchChoiceField.tsx'
import type { Column } from '../../parts/table-view.ts'
import { toast } from '../../parts/toast.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords, type Say } from '../../words.ts'
import styles from './sorting.module.css'

const { previewZone, redate } = sortingRoutes.routes

/** What the dates of a batch that is not sorted yet, or of the intake, would be in another zone; nothing is written by it. */
export function ZonePreview({ batchId }: { batchId?: number }) {
  const say = useWords()
  const [zone, setZone] = useState(ownTimeZone)
  const [asked, setAsked] = useState<string | null>(null)
  const query = { zone: asked ?? '', ...(batchId === undefined ? {} : { batchId }) }
  const read = useRead(previewZone, { query }, { isEnabled: asked !== null })
  const found = asked !== null && read.data?.zone === asked ? read.data : undefined
  return (
    <Panel title={say('web.archive.zone')} aside={say('web.archive.zone.aside')}>
      <PanelBody>
        <div className="col gap12">
          <form
            className={styles.ask}
            onSubmit={(event) => {
              event.preventDefault()
              setAsked(zone)
              if (asked === zone) void read.refetch()
            }}
          >
            <SearchChoiceField
              label={say('web.archive.zone.zone')}
              value={zone}
              onChange={setZone}
              options={zonesOf(say)}
            />
            <Button type="submit" whyNot={read.isFetching ? say('web.archive.zone.reading') : null}>
              {say('web.archive.zone.compare')}
            </Button>
          </form>
          {read.isFetching && (
            <p className="s13 t2" role="status">
              {say('web.archive.zone.reading')}
            </p>
          )}
          {asked !== null && read.error !== null && (
            <ProblemPanel error={read.error} onRetry={() => void read.refetch()} />
          )}
          {found !== undefined && <Found view={found} />}
        </div>
      </PanelBody>
    </Panel>
  )
}

function zonesOf(say: Say): { value: string; label: string }[] {
  const own = ownTimeZone()
  const others = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC'])
  others.delete(own)
  return [
    { value: own, label: say('web.archive.zone.own', { zone: own }) },
    ...[...others].map((value) => ({ value, label: value })),
  ]
}

type Row = ZonePreviewView['items'][number]

function Found({ view }: { view: ZonePreviewView }) {
  const say = useWords()
  const { zone, against, differ, files, unreadable, items } = view
  const columns = useMemo(() => columnsOf(say, { zone, against }), [say, zone, against])
  return (
    <>
      <p className="s13" role="status">
        {differ === 0
          ? say('web.archive.zone.none', { count: files, zone, against })
          : say('web.archive.zone.differ', { count: differ, files, zone, against })}{' '}
        {unreadable > 0 && say('web.archive.zone.unreadable', { count: unreadable })}
      </p>
      {items.length > 0 && (
        <DataTable
          name={say('web.archive.zone')}
          columns={columns}
          rows={items}
          listKey={zone}
          idOf={({ itemId }) => String(itemId)}
          nameOf={({ name }) => name}
          keepAs="zone-preview"
          total={items.length}
          state="ready"
          empty={null}
        />
      )}
      {differ > 0 && <UseZone zone={zone} />}
    </>
  )
}

const columnsOf = (say: Say, { zone, against }: { zone: string; against: string }): Column<Row>[] => [
  {
    id: 'file',
    head: say('web.archive.item'),
    cell: ({ path, files }) => (
      <span className="col gap2">
        <span className="mono s12 break">{path}</span>
        {files > 1 && <span className="s12 t3">{say('web.archive.zone.together', { count: files })}</span>}
      </span>
    ),
  },
  {
    id: 'against',
    head: say('web.archive.zone.now', { zone: against }),
    width: '14rem',
    cell: ({ there }) => <Place zone={against} {...there} />,
  },
  { id: 'zone', head: zone, width: '14rem', cell: ({ here }) => <Place zone={zone} {...here} /> },
]

function Place({ zone, local, folder }: { zone: string; local: string; folder: string }) {
  return (
    <span className="col gap2">
      <span className="mono s12 break">{folder}</span>
      <span className="s12 t3 num">
        {formatLocal(local)} <span className="nowrap">({zone})</span>
      </span>
    </span>
  )
}

/** Makes it the zone in force, and has the dates of all that is not filed yet read again. */
function UseZone({ zone }: { zone: string }) {
  const say = useWords()
  const client = useQueryClient()
  const mayMove = useMay('files:move')
  const maySet = useMay('config:write')
  const use = useMutation({
    mutationFn: async () => {
      const values = { archive: { sorter: { timezone: zone } } }
      await call(configRoutes.routes.patchConfig, { body: { values } }, { ifMatch: '*' })
      return call(redate, { body: {} })
    },
    onSuccess: ({ files }) => toast({ title: say('web.archive.zone.used', { count: files, zone }) }),
    onSettled: () => client.invalidateQueries(),
  })
  if (!mayMove || !maySet) return <p className="s12 t2">{say('web.archive.zone.mayNot')}</p>
  return (
    <>
      {use.error !== null && <ProblemPanel error={use.error} />}
      <div className="row wrap gap8">
        <Button isWrite whyNot={use.isPending ? say('web.signin.busy') : null} onClick={() => use.mutate()}>
          {say('web.archive.zone.use', { zone })}
        </Button>
        <span className="s12 t2">{say('web.archive.zone.use.what')}</span>
      </div>
    </>
  )
}
