import { Menu } from '@mantine/core'
import { IconChevronDown, IconDownload, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { orderCsvRoutes } from '../../../src/radio/traffic/csv/contract.ts'
import { addressOf } from '../../api/client.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useWords } from '../../words.ts'
import { ImportOrders } from './ImportOrders.tsx'
import styles from './traffic.module.css'

/** Orders out of Patchbay and into it. */
export function OrderCsvMenu({ station, mayImport }: { station: StationView; mayImport: boolean }) {
  const say = useWords()
  const [isImporting, setImporting] = useState(false)
  const { stationId } = station
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button icon={IconChevronDown}>{say('web.programme.csv')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            component="a"
            href={addressOf(orderCsvRoutes.routes.export, { params: { stationId } })}
            download
            className={styles.download}
            leftSection={<Icon of={IconDownload} />}
          >
            {say('web.traffic.export')}
          </Menu.Item>
          {mayImport && (
            <Menu.Item leftSection={<Icon of={IconUpload} />} onClick={() => setImporting(true)}>
              {say('web.programme.import')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ImportOrders stationId={stationId} isOpen={isImporting} onClose={() => setImporting(false)} />
    </>
  )
}
