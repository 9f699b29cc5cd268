import type { Generated } from 'kysely'

/** What clocks are made of and made from; what is special about each kind stands in `facts`. */
interface MusicThing {
  id: Generated<number>
  station_id: number
  name: string
  /** The name as it is compared; no two of a kind in a station. */
  name_key: string
  /** JSON, as the kind's contract says. */
  facts: string
  /** One more with each edit. */
  version: number
  created_at: number
  changed_at: number
}

export interface RadioMusicTables {
  radio_clocks: MusicThing
  radio_categories: MusicThing
  /** Their members stand in `radio_cart_tracks`. */
  radio_carts: MusicThing
  radio_dayparts: MusicThing
  /** In their order. */
  radio_cart_tracks: {
    cart_id: number
    position: number
    track_id: number
    weight: number
    /** YYYY-MM-DD, first and last day of its flight; null for none. */
    from_date: string | null
    to_date: string | null
    /** JSON. */
    daypart_ids: string
  }
  /** Which clock each local hour of the week has; no row: none. */
  radio_grid: {
    station_id: number
    /** 1 Monday to 7 Sunday. */
    week_day: number
    /** 0 to 23. */
    hour: number
    clock_id: number
  }
  /** Clocks of days that have their own: the week does not count for a day with rows. */
  radio_day_clocks: {
    station_id: number
    air_date: string
    /** As `hoursOfDay` names it: `08`, `02+`. */
    hour: string
    /** Null for an hour without a clock. */
    clock_id: number | null
  }
  radio_separation: {
    station_id: number
    /** JSON. */
    rules: string
    version: number
    changed_at: number
  }
}
