import { Link } from '@tanstack/react-router'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import { Button, buttonClass } from '../../parts/Button.tsx'
import { EmptyState } from '../../parts/EmptyState.tsx'
import { Panel } from '../../parts/Panel.tsx'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { useProviders } from '../use-library.ts'
import { LibraryForm } from './LibraryForm.tsx'

/** There is no library yet: what one is, and the one button that makes it. */
export function FirstSteps({ onAdded }: { onAdded: (library: LibraryView) => void }) {
  const say = useWords()
  const mayWrite = useMay('config:write')
  const [isOpen, setOpen] = useState(false)
  const hasProvider = useProviders().length > 0
  return (
    <Panel name={say('web.library.none')}>
      <EmptyState
        title={say('web.library.none')}
        steps={5}
        actions={
          mayWrite ? (
            <>
              <Button look="primary" isWrite icon={IconPlus} onClick={() => setOpen(true)}>
                {say('web.library.add')}
              </Button>
              {!hasProvider && (
                <Link
                  to="/connections/{-$connectionId}"
                  params={{ connectionId: 'new' }}
                  className={buttonClass('quiet')}
                >
                  <span>{say('web.library.none.provider')}</span>
                </Link>
              )}
            </>
          ) : undefined
        }
      >
        {say('web.library.none.what')} {say(mayWrite ? 'web.library.none.safe' : 'web.library.none.who')}
      </EmptyState>
      <LibraryForm isOpen={isOpen} onClose={() => setOpen(false)} onAdded={onAdded} />
    </Panel>
  )
}
