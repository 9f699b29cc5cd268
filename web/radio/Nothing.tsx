import { IconCopy } from '@tabler/icons-react'
import { Button } from '../parts/Button.tsx'
import { copyText } from '../parts/copy-text.ts'
import { EmptyState } from '../parts/EmptyState.tsx'
import { useWords } from '../words.ts'

/** An inbox in which nothing lies. */
export function Nothing({ path }: { path: string }) {
  const say = useWords()
  return (
    <EmptyState
      title={say('web.radio.files.none')}
      steps={5}
      actions={
        <Button isSmall icon={IconCopy} onClick={() => void copyText(path)}>
          {say('web.copy')}
        </Button>
      }
    >
      {say('web.radio.files.none.why')} <code>{path}</code>
    </EmptyState>
  )
}
