import { IconArrowBackUp } from '@tabler/icons-react'
import type { TitleDetail } from '../../../src/library/titles/contract.ts'
import { Button } from '../../parts/Button.tsx'
import { toast } from '../../parts/toast.ts'
import { useChange } from '../../radio/use-radio.ts'
import { useMay } from '../../session/use-session.ts'
import { useWords } from '../../words.ts'
import { routes } from '../titles/use-titles.ts'
import type { FactName } from './fact-text.ts'

/** Takes a person's word away: the fact is again what the sources say. */
export function GiveBack({ title, name }: { title: TitleDetail; name: FactName }) {
  const say = useWords()
  const may = useMay('jobs:write')
  const label = say(`library.fact.${name}`)
  const reset = useChange(routes.reset, title.etag, () =>
    toast({ title: say('web.library.givenBack', { name: label }) }),
  )
  if (!may) return null
  return (
    <Button
      isSmall
      isIconOnly
      isWrite
      look="quiet"
      icon={IconArrowBackUp}
      whyNot={reset.error?.problem.detail ?? null}
      onClick={() => reset.mutate({ params: { titleId: title.titleId }, body: { facts: [name] } })}
    >
      {say('web.library.giveBack', { name: label })}
    </Button>
  )
}
