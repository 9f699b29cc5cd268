import { Menu } from '@mantine/core'
import { IconChevronDown, IconDownload, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { useWords } from '../../words.ts'
import { exportAddress } from './export-address.ts'
import { ImportDialog } from './ImportDialog.tsx'
import styles from './programme.module.css'

/** Lists out of Patchbay and into it. */
export function CsvMenu({ station, mayImport }: { station: StationView; mayImport: boolean }) {
  const say = useWords()
  const [isImporting, setImporting] = useState(false)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button icon={IconChevronDown}>{say('web.programme.csv')}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['shows', 'episodes'] as const).map((what) => (
            <Menu.Item
              key={what}
              component="a"
              href={exportAddress(what, station.stationId)}
              download
              className={styles.download}
              leftSection={<Icon of={IconDownload} />}
            >
              {say(`web.programme.export.${what}`)}
            </Menu.Item>
          ))}
          {mayImport && (
            <Menu.Item leftSection={<Icon of={IconUpload} />} onClick={() => setImporting(true)}>
              {say('web.programme.import')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ImportDialog station={station} isOpen={isImporting} onClose={() => setImporting(false)} />
    </>
  )
}
