import { Menu } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { archiveRoutes, StepName } from '../../src/archive/contract.ts'
import { useRead } from '../api/use-api.ts'
import { Button } from '../parts/Button.tsx'
import { useMay } from '../session/use-session.ts'
import { useWords } from '../words.ts'
import { useStartRun } from './use-start-run.ts'

/** All steps, or one of them. */
export function StartRun() {
  const say = useWords()
  const mayMove = useMay('files:move')
  const { start, whyNot } = useStartRun()
  const isSyncing = useRead(archiveRoutes.routes.getOverview, {}).data?.isSyncing ?? false
  if (!mayMove) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button icon={IconPlayerPlay} isWrite whyNot={whyNot}>
          {say('web.archive.startRun')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => start()}>{say('web.home.runAll')}</Menu.Item>
        <Menu.Item onClick={() => start({ isStepwise: true })}>{say('web.archive.runStepwise')}</Menu.Item>
        <Menu.Divider />
        {StepName.options
          .filter((step) => step !== 'sync' || isSyncing)
          .map((step) => (
            <Menu.Item key={step} onClick={() => start({ steps: [step] })}>
              {say(`web.archive.step.${step}`)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  )
}
