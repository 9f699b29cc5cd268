import { hasWords, say, sayCode } from '../kernel/words.ts'
import type { CardView } from './contract.ts'
import type { OpenCard } from './model.ts'

/** A card in words; its error or reason is `{{problem}}`. */
export function sayCard({ code, params }: Pick<OpenCard, 'code' | 'params'>): CardView['said'] {
  const key = `attention.${code}`
  const about = sayCause(params)
  const all = about === undefined ? params : { ...params, problem: about.text }
  const said: CardView['said'] = { code, params, text: say(key, all) }
  if (hasWords(`${key}.why`, all)) said.why = say(`${key}.why`, all)
  if (about?.todo !== undefined) said.todo = about.todo
  return said
}

function sayCause(params: OpenCard['params']): { text: string; todo?: string } | undefined {
  const { errorCode, reasonCode } = params
  if (typeof errorCode === 'string') return sayCode(errorCode, params)
  const key = `reason.${String(reasonCode)}`
  if (!hasWords(key, params)) return undefined
  return { text: say(key, params), ...(hasWords(`${key}.todo`, params) ? { todo: say(`${key}.todo`, params) } : {}) }
}
