import { useNavigate } from '@tanstack/react-router'
import { IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { LibraryView } from '../../../src/library/libraries/contract.ts'
import { ProblemPanel } from '../../api/ProblemPanel.tsx'
import { useAct } from '../../api/use-api.ts'
import { formatNumber } from '../../format.ts'
import { Button } from '../../parts/Button.tsx'
import { Panel, PanelBody } from '../../parts/Panel.tsx'
import { toast } from '../../parts/toast.ts'
import { TypedConfirm } from '../../parts/TypedConfirm.tsx'
import { useWords } from '../../words.ts'
import { libraries, titlesOf } from '../use-library.ts'

/** Forgets what is known of it, edits and locks included; no file is touched. */
export function RemoveLibrary({ library }: { library: LibraryView }) {
  const say = useWords()
  const navigate = useNavigate()
  const [isOpen, setOpen] = useState(false)
  const { libraryId, name } = library
  const count = titlesOf(library)
  const remove = useAct(libraries.remove, () => {
    toast({ title: say('web.library.removed', { name }), detail: say('web.library.removed.files') })
    void navigate({ to: '/library/libraries' })
  })
  return (
    <Panel
      title={say('web.library.remove')}
      actions={
        <Button isSmall isWrite look="danger" icon={IconTrash} onClick={() => setOpen(true)}>
          {say('web.library.remove')}
        </Button>
      }
    >
      <PanelBody>
        <span className="s13 t2">{say('web.library.remove.what')}</span>
        {remove.error !== null && <ProblemPanel error={remove.error} />}
      </PanelBody>
      <TypedConfirm
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        onConfirm={() => {
          setOpen(false)
          remove.mutate({ params: { libraryId } })
        }}
        title={say('web.library.remove.title', { name })}
        text={say('web.library.remove.text')}
        count={count}
        keepLabel={say('web.library.remove.keep')}
        actLabel={say('web.library.remove.act', { count, n: formatNumber(count) })}
      />
    </Panel>
  )
}
