import type { Generated } from 'kysely'

/** Days are YYYY-MM-DD of the station's calendar. */
export interface RadioTrafficTables {
  radio_orders: {
    id: Generated<number>
    station_id: number
    number: string
    /** Folded case and accents; of those that were not taken out each stands once a station. */
    number_key: string
    name: string
    sponsor: string
    product: string
    type_code: 'ADV' | 'COM' | 'PSA' | 'PRO'
    first_day: string
    last_day: string
    plays: number
    /** Whether `plays` is of each day or of the whole flight. */
    per: 'day' | 'flight'
    /** Digits, 1 is Monday. */
    weekdays: string
    /** JSON: `{from, to}` as HH:MM of the station's clock; empty means the whole day. */
    windows: string
    priority: number
    least_apart_min: number
    /** Whether a miss is made good by itself or once a person approves it. */
    make_goods: 'auto' | 'ask'
    grace_days: number
    state: 'active' | 'paused' | 'ended'
    version: number
    /** The operation of a plan that made it. */
    operation_id: number | null
    created_at: number
    changed_at: number
    removed_at: number | null
  }
  /** What an order plays. Those that were taken off stay, since spots name them. */
  radio_copies: {
    id: Generated<number>
    station_id: number
    order_id: number
    track_id: number
    /** As the library told when it was chosen. */
    title: string
    length_ms: number
    weight: number
    first_day: string | null
    last_day: string | null
    removed_at: number | null
  }
  /** Each play that an order wants of a day, and what became of it. */
  radio_spots: {
    id: Generated<number>
    station_id: number
    order_id: number
    air_date: string
    copy_id: number | null
    state: 'planned' | 'placed' | 'aired' | 'missed'
    /** Of the day's log. */
    entry_id: number | null
    starts_at: number | null
    aired_at: number | null
    /** Why it was missed. */
    missed_code: string | null
    /** The miss that this play makes good: each once. */
    makes_good_spot_id: number | null
    decision: 'approved' | 'waived' | null
    decision_reason: string
    decided_by: string | null
    decided_at: number | null
    created_at: number
    changed_at: number
  }
}
