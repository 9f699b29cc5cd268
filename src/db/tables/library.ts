import type { Generated } from 'kysely'

export interface LibraryTables {
  /** Collections of films, series or music below a root. Times in epoch ms. */
  library_libraries: {
    id: Generated<number>
    kind: 'films' | 'series' | 'music'
    name: string
    name_key: string
    root_id: number
    /** JSON, by the settings of the room. */
    settings: string
    is_enabled: number
    version: number
    created_at: number
    changed_at: number
    /** Removed by a person; what is left of it goes soon. */
    removed_at: Generated<number | null>
  }
  /** Folders that hold a title, or may. */
  library_folders: {
    id: Generated<number>
    library_id: number
    /** Below the library's root; empty for the root itself. */
    rel_path: string
    path_key: string
    /** Of names, sizes, times and inodes of what lies in it when it was read; null until then. */
    sum: string | null
    state: 'new' | 'read' | 'failed' | 'missing'
    reason_code: string | null
    /** JSON. */
    reason_params: string | null
    /** JSON: what a person said this folder is; a scan follows it. */
    said: string | null
    /** The scan that saw it last. */
    scan_id: number | null
    read_at: number | null
    missing_since: number | null
  }
  library_titles: {
    id: Generated<number>
    library_id: number
    kind: 'movie' | 'series' | 'season' | 'tv-episode' | 'artist' | 'album' | 'song'
    /** Of a season its series, of an episode its season, of an album its artist, of a song its album. */
    parent_id: number | null
    folder_id: number | null
    main_file_id: number | null
    title: string
    /** Folded, for the order of lists. */
    sort_key: string
    year: number | null
    /** Of a season, an episode or a song among its parent's. */
    number: number | null
    /** JSON by `TitleFacts`: what is known now. */
    facts: string
    /** JSON: for each fact who said it and when. */
    sources: string
    /** JSON list of locked facts and kinds of artwork. */
    locks: string
    tmdb_id: string | null
    imdb_id: string | null
    tvdb_id: string | null
    /** Lines of the picture, such as 1080. */
    picture_lines: number | null
    duration_ms: number | null
    rating: number | null
    /** Of the chosen poster in the cache. */
    poster_sha256: string | null
    state: 'unidentified' | 'identified' | 'enriched'
    identified_by: string | null
    /** Why it needs a person: a code at `reason.<code>`; null when it does not. */
    care_code: string | null
    /** JSON. */
    care_params: string | null
    added_at: number
    changed_at: number
    enriched_at: number | null
    published_at: number | null
    /** Its folder or file is missing since then; it is removed later. */
    missing_since: number | null
    deleted_at: number | null
    version: number
  }
  /** What lies in the folders; unknown files too. */
  library_files: {
    id: Generated<number>
    library_id: number
    folder_id: number
    title_id: number | null
    /** Below the library's root. */
    rel_path: string
    path_key: string
    kind: 'video' | 'audio' | 'image' | 'nfo' | 'subtitle' | 'text' | 'archive' | 'other'
    /** `main`, `part`, `poster`, `fanart`, `trailer`, `extra`, `sample`, `nfo`, `subtitle`, …; `unknown` when nothing tells. */
    use: string
    size: number
    mtime_ms: number
    inode: string
    language: string | null
    /** JSON by the probe; null while it was not probed. */
    streams: string | null
    duration_ms: number | null
    probe_code: string | null
    /** JSON. */
    probe_params: string | null
    first_seen_at: number
    missing_since: number | null
  }
  /** Every change of a fact that had a value, or that a person made; each can be taken back. */
  library_fact_changes: {
    id: Generated<number>
    library_id: number
    title_id: number
    fact: string
    /** JSON; null for none. */
    before: string | null
    after: string | null
    source: string
    before_source: string | null
    actor: string
    run_id: number | null
    at: number
    undone_by: number | null
    /** Whether it was locked before. */
    was_locked: Generated<number>
  }
  /** What each source said last, also where another is trusted more: a title can go back to it. */
  library_told: {
    title_id: number
    source: 'nfo' | 'provider' | 'name' | 'file'
    /** JSON. */
    facts: string
    at: number
  }
  /** What titles are searched by. */
  library_title_words: {
    title_id: number
    /** Folded: title, year, people and path, a line each. */
    words: string
  }
  /** What a title may be at the provider, the likeliest first: a person chooses. */
  library_matches: {
    title_id: number
    place: number
    provider_id: string
    title: string
    original_title: string | null
    year: number | null
    overview: string | null
    poster_ref: string | null
    /** 0 to 1. */
    score: number
    at: number
  }
  /** How far a library has asked its provider what was changed there. */
  library_refreshes: {
    library_id: number
    connection_id: number
    /** YYYY-MM-DD; that day is asked for again. */
    asked_until: string
    at: number
  }
  library_scans: {
    id: Generated<number>
    library_id: number
    run_id: number
    /** Of the run, the job whose children are its phases. */
    job_id: Generated<number>
    mode: 'changed' | 'full' | 'folder'
    /** JSON. */
    options: string
    phase: 'discovering' | 'reading' | 'caching' | 'enriching' | 'publishing' | 'ended'
    /** JSON: when each phase started and ended. */
    phases: string
    outcome: 'done' | 'cancelled' | 'failed' | null
    reason_code: string | null
    /** JSON. */
    reason_params: string | null
    actor: string
    started_at: number
    ended_at: number | null
  }
  /** Counters of a scan; each is only ever added to. */
  library_scan_counts: {
    scan_id: number
    name: string
    count: number
  }
  /** What a scan found on its way that a person may want to know. */
  library_scan_notes: {
    id: Generated<number>
    scan_id: number
    library_id: number
    level: 'bad' | 'warn' | 'info'
    code: string
    /** JSON. */
    params: string
    folder_id: number | null
    title_id: number | null
    at: number
  }
  /** Contents in the artwork cache, `aa/bb/<sha256>.<ending>`, shared by all titles. */
  library_blobs: {
    sha256: string
    ending: string
    size: number
    width: number | null
    height: number | null
    /** 64 bits of a perceptual hash, hexadecimal. */
    look: string | null
    created_at: number
    verified_at: number | null
    /** Since when it is not in the cache, or is not what its name says. */
    damaged_since: number | null
    /** Since when no title uses it. */
    unused_since: number | null
  }
  /** Pictures that may stand for a title. */
  library_candidates: {
    id: Generated<number>
    library_id: number
    title_id: number
    /** `poster`, `fanart`, `banner`, … */
    kind: string
    source: 'local' | 'provider' | 'upload'
    /** Of a file its path below the root, of a provider its path there, of an upload its hash. */
    ref: string
    provider: string | null
    language: string | null
    width: number | null
    height: number | null
    votes: number | null
    vote_average: number | null
    score: number | null
    /** In the cache; null while it was not fetched. */
    sha256: string | null
    /** Another candidate that looks the same and scores higher. */
    twin_of: number | null
    state: 'open' | 'chosen' | 'rejected'
    /** `auto` or a person. */
    chosen_by: string | null
    /** Among the chosen ones of its kind, from 0. */
    place: number | null
    reason_code: string | null
    /** JSON. */
    reason_params: string | null
    added_at: number
    changed_at: number
  }
  /** Files beside the media that Patchbay wrote, with the bytes it wrote: it may replace these and no others. */
  library_published_files: {
    id: Generated<number>
    library_id: number
    title_id: number
    rel_path: string
    path_key: string
    /** `nfo`, or the kind of artwork. */
    kind: string
    sha256: string
    size: number
    written_at: number
    run_id: number | null
  }
}
