import type { BoundRoute } from '../../kernel/routes.ts'
import { titleRoutesOf, type TitleRouteDeps } from './routes.ts'

export const setUpTitles = (deps: TitleRouteDeps): BoundRoute[] => titleRoutesOf(deps)
