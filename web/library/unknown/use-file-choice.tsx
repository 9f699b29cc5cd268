import { IconArrowBackUp, IconEyeOff } from '@tabler/icons-react'
import { useState } from 'react'
import { ArtKindName } from '../../../src/library/titles/contract.ts'
import { undoBy } from '../../api/undo-by.ts'
import { useAct } from '../../api/use-api.ts'
import { Button } from '../../parts/Button.tsx'
import { ChoiceField } from '../../parts/fields.tsx'
import type { TableSelection } from '../../parts/table-view.ts'
import { toast } from '../../parts/toast.ts'
import { useChosen } from '../../parts/use-chosen.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { scans } from '../use-library.ts'
import styles from './unknown.module.css'

/** What a person may say that a file is, the likely ones first. */
const USES = ['extra', 'trailer', 'sample', 'subtitle', ...ArtKindName.options, 'main'] as const
type Use = (typeof USES)[number]

/** Files that were chosen, and what they are said to be. */
export function useFileChoice(which: 'unknown' | 'ignored', match: string) {
  const say = useWords()
  const may = useMay('jobs:write')
  const { chosen, choose, chooseNone } = useChosen(match)
  const [use, setUse] = useState<Use | ''>('')
  const fileIds = [...chosen].map(Number)
  const undo = useAct(scans.sayFiles)
  const act = useAct(scans.sayFiles)
  const send = (to: Use | 'ignored' | null) => {
    const ids = fileIds
    act.mutate(
      { body: { fileIds: ids, use: to } },
      {
        onSuccess: ({ changed }) => {
          chooseNone()
          setUse('')
          toast({
            title: say(
              to === null
                ? 'web.library.unknown.takenBack'
                : to === 'ignored'
                  ? 'web.library.unknown.nowIgnored'
                  : 'web.library.unknown.said',
              { count: changed },
            ),
            detail: say('web.library.folder.said.next'),
            ...(to === null ? {} : { onUndo: undoBy(() => undo.mutateAsync({ body: { fileIds: ids, use: null } })) }),
          })
        },
      },
    )
  }
  const selection: TableSelection = {
    ids: chosen,
    onChange: choose,
    actions: may ? <Acts which={which} use={use} onUse={setUse} onSend={send} /> : null,
  }
  return { selection, error: act.error }
}

interface ActsProps {
  which: 'unknown' | 'ignored'
  use: Use | ''
  onUse: (use: Use | '') => void
  onSend: (to: Use | 'ignored' | null) => void
}

function Acts({ which, use, onUse, onSend }: ActsProps) {
  const say = useWords()
  if (which === 'ignored')
    return (
      <Button isSmall isWrite icon={IconArrowBackUp} onClick={() => onSend(null)}>
        {say('web.library.unknown.takeBack')}
      </Button>
    )
  return (
    <span className={styles.uses}>
      <ChoiceField<Use | ''>
        name={say('web.library.unknown.is')}
        value={use}
        onChange={onUse}
        options={[
          { value: '', label: say('web.library.unknown.is') },
          ...USES.map((value) => ({ value, label: say(`library.use.${value}`) })),
        ]}
      />
      <Button
        isSmall
        isWrite
        look="primary"
        whyNot={use === '' ? say('web.library.unknown.chooseUse') : null}
        onClick={() => use !== '' && onSend(use)}
      >
        {say('web.library.unknown.say')}
      </Button>
      <Button isSmall isWrite icon={IconEyeOff} onClick={() => onSend('ignored')}>
        {say('web.library.unknown.ignore')}
      </Button>
    </span>
  )
}
