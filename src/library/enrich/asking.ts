import type { TitleRow } from '../titles/store.ts'
import type { MetadataProvider, ProviderWish } from './ports.ts'

/** What there is to ask about, with the provider that is asked. */
export interface Asking {
  provider: MetadataProvider
  row: TitleRow
  wish: ProviderWish
}
