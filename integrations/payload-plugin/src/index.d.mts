import type { Config, PayloadRequest } from 'payload'

export interface CollectionRule {
  /** What its documents are to Patchbay. */
  is: 'episode' | 'show'
  /** The field with its name; `title` unless said. */
  title?: string
  /** The field that becomes `published`; `publishedStatus` unless said, else Payload's own `_status`. */
  status?: string
}

export type AiredField = 'firstAiredAt' | 'lastAiredAt' | 'plays' | 'airCount'

export interface Airing {
  /** The collection of the episodes. */
  collection: string
  /** Where a field has another name; false for one that the collection does not have. */
  fields?: Partial<Record<AiredField, string | false>>
  /** Whose API key may write these fields. */
  mayWrite(asked: { req: PayloadRequest; user: NonNullable<PayloadRequest['user']> }): boolean | Promise<boolean>
}

export interface PatchbayOptions {
  /** As Connections, Incoming webhooks shows it: `https://patchbay.example/hooks/payload`. */
  address: string
  /** `whsec_…`; from an environment variable, never from the code. */
  secret: string
  /** By slug: which collections hold the programme. */
  collections: Readonly<Record<string, CollectionRule['is'] | CollectionRule>>
  /** Adds `GET` and `POST /api/patchbay/aired`. */
  airing?: Airing
  /** Of one try; 5000 unless said. */
  timeoutMs?: number
  /** In total; 3 unless said. */
  attempts?: number
  /** Tells nothing and adds nothing. */
  disabled?: boolean
}

export declare const patchbay: (options: PatchbayOptions) => (config: Config) => Config
