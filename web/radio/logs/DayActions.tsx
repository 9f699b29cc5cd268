import { Menu } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconCalendar,
  IconCopy,
  IconDots,
  IconHistory,
  IconRefresh,
  IconSend,
} from '@tabler/icons-react'
import { useState } from 'react'
import type { LogDayView } from '../../../src/radio/logs/read/contract.ts'
import type { StationView } from '../../../src/radio/stations/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { Icon } from '../../parts/Icon.tsx'
import { Segmented } from '../../parts/Segmented.tsx'
import { useWords } from '../../words.ts'
import { CopyDay } from './CopyDay.tsx'
import { GenerateDay } from './GenerateDay.tsx'
import { Revisions } from './Revisions.tsx'
import type { Edits } from './use-edits.ts'
import type { Editor } from './use-editor.ts'
import type { Address } from './use-logs.ts'

interface DayActionsProps {
  day: LogDayView
  editor: Editor
  edits: Edits
  address: Address
  station: StationView
  /** Opens the preview where it has no place beside the hours. */
  onPublish: (() => void) | undefined
}

type Open = 'revisions' | 'generate' | 'copy' | undefined

export function DayActions({ day, editor, edits, address, station, onPublish }: DayActionsProps) {
  const say = useWords()
  const [open, setOpen] = useState<Open>()
  const { whyNot } = editor
  const close = () => setOpen(undefined)
  return (
    <>
      <Button isIconOnly isWrite icon={IconArrowBackUp} keys="u" whyNot={whyNot} onClick={() => void edits.undo()}>
        {say('web.undo')}
      </Button>
      <Button icon={IconHistory} onClick={() => setOpen('revisions')}>
        {say('web.logs.revisions')}
      </Button>
      <Button isWrite icon={IconRefresh} whyNot={whyNot} onClick={() => setOpen('generate')}>
        {say(day.generatedAt === null ? 'web.logs.generate' : 'web.logs.generateAgain')}
      </Button>
      {onPublish !== undefined && (
        <Button icon={IconSend} onClick={onPublish}>
          {say('web.logs.preview')}
        </Button>
      )}
      <Segmented
        name={say('web.logs.look')}
        value={address.look}
        onChange={(look) => address.set({ view: look === 'list' ? 'list' : undefined })}
        options={[
          { value: 'hours', label: say('web.logs.look.hours') },
          { value: 'list', label: say('web.logs.look.list') },
        ]}
      />
      <MoreMenu {...{ edits, address, whyNot }} onCopy={() => setOpen('copy')} />
      {open === 'revisions' && <Revisions {...{ day, edits, address, whyNot }} onClose={close} />}
      {open === 'generate' && (
        <GenerateDay
          stationId={station.stationId}
          airDate={day.airDate}
          timeZone={day.timeZone}
          hours={editor.hours.slice(editor.first, editor.first + editor.many).map(({ hour }) => hour.name)}
          onClose={close}
        />
      )}
      {open === 'copy' && <CopyDay stationId={station.stationId} to={day.airDate} onClose={close} />}
    </>
  )
}

interface MoreMenuProps extends Pick<DayActionsProps, 'edits' | 'address'> {
  whyNot: string | null
  onCopy: () => void
}

function MoreMenu({ edits, address, whyNot, onCopy }: MoreMenuProps) {
  const say = useWords()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button isIconOnly icon={IconDots}>
          {say('web.logs.more')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<Icon of={IconArrowForwardUp} />}
          disabled={whyNot !== null}
          onClick={() => void edits.redo()}
        >
          {say('web.logs.redo')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon of={IconCopy} />} disabled={whyNot !== null} onClick={onCopy}>
          {say('web.logs.copyHere')}
        </Menu.Item>
        <Menu.Item leftSection={<Icon of={IconCalendar} />} onClick={() => address.open({})}>
          {say('web.logs.allDays')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
