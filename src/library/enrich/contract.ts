import { z } from 'zod'
import { defineRoutes } from '../../kernel/contract.ts'
import { decimal } from '../../kernel/ids.ts'
import { TitleId } from '../titles/contract.ts'

export const ProviderTitleId = z
  .string()
  .regex(/^\d{1,12}$/)
  .describe('Of a title at the provider')

export const MatchView = z.object({
  providerId: z.string(),
  title: z.string(),
  originalTitle: z.string().nullable(),
  year: z.number().int().nullable(),
  overview: z.string().nullable(),
  score: z.number().describe('How well it fits, 0 to 1'),
})
export type MatchView = z.output<typeof MatchView>

const Matches = z.object({ items: z.array(MatchView).describe('The likeliest first') })
const at = '/api/v1/library/titles/:titleId'
const one = z.object({ titleId: TitleId })

export const matchRoutes = defineRoutes('library.matches', {
  list: {
    method: 'GET',
    path: `${at}/matches`,
    scope: 'read',
    summary: 'What a title may be at the provider, where that was not sure',
    params: one,
    reply: Matches,
  },
  search: {
    method: 'GET',
    path: `${at}/match-search`,
    scope: 'read',
    summary: 'Search at the provider of the library for what a title is',
    params: one,
    query: z.object({
      text: z.string().trim().min(1).max(200),
      year: decimal(z.number().int().min(1800).max(2200)).optional(),
    }),
    reply: Matches,
  },
  choose: {
    method: 'PUT',
    path: `${at}/match`,
    scope: 'jobs:write',
    summary: 'Say which one it is at the provider, or that it is none (If-Match needed); remembered for its folder',
    params: one,
    body: z.object({ providerId: ProviderTitleId.nullable().describe('null: the provider does not have it') }),
    reply: z.object({ runId: z.number().int().nullable().describe('Asks about it; null when there is nobody to ask') }),
  },
})
