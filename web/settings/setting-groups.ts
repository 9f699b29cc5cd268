/** Settings that belong together, in the order in which they are shown. A test holds it to what the server knows. */
export const SETTING_GROUPS = [
  {
    id: 'folders',
    keys: [
      'archive.paths.source_dir',
      'archive.paths.sorted_dir',
      'archive.paths.batch_dir',
      'archive.paths.duplicates_dir',
      'archive.paths.trash_dir',
    ],
  },
  {
    id: 'intake',
    keys: [
      'archive.intake.mode',
      'archive.intake.settle_sec',
      'archive.intake.watch',
      'archive.intake.reconcile_minutes',
      'archive.intake.more',
    ],
  },
  { id: 'duplicates', keys: ['archive.dedup.duplicates', 'archive.dedup.compare_archive'] },
  {
    id: 'batches',
    keys: [
      'archive.batch.selection_mode',
      'archive.batch.max_size_gb',
      'archive.batch.max_files',
      'archive.batch.allow_parallel',
      'archive.batch.naming_pattern',
    ],
  },
  {
    id: 'sorting',
    keys: ['archive.sorter.folder_pattern', 'archive.sorter.exif_fallback', 'archive.sorter.timezone'],
  },
  {
    id: 'syncing',
    keys: [
      'archive.syncing.connection',
      'archive.syncing.sort_mode',
      'archive.syncing.stalled_after_sec',
      'archive.syncing.poll_interval_sec',
      'archive.syncing.batch_dir_in_folder',
    ],
  },
  {
    id: 'integrity',
    keys: [
      'archive.safe.copies',
      'archive.integrity.read_filed',
      'archive.integrity.share_percent',
      'archive.integrity.hours',
      'archive.integrity.max_mb_per_s',
    ],
  },
  { id: 'cleanup', keys: ['archive.cleanup.trash_days'] },
  {
    id: 'alerts',
    keys: ['alerts.address', 'alerts.digest_minutes', 'alerts.digest_count', 'alerts.quiet_from', 'alerts.quiet_until'],
  },
  { id: 'address', keys: ['server.host', 'server.port', 'server.base_path', 'server.timezone'] },
  { id: 'trust', keys: ['server.trusted_proxies', 'server.allowed_hosts', 'server.allowed_origins'] },
  {
    id: 'history',
    keys: [
      'server.history.completed_days',
      'server.history.failed_days',
      'server.history.event_days',
      'server.history.delivery_days',
    ],
  },
  {
    id: 'log',
    keys: ['server.log_level', 'server.log_max_mb', 'server.log_keep_files', 'server.metrics_token'],
  },
] as const

/** Fields of the entries of a list. */
export const ENTRY_FIELDS = ['archive.intake.more.folder', 'archive.intake.more.mode', 'archive.intake.more.settle_sec']

/** The last word of a key says what its number counts. */
export const UNITS = ['sec', 'minutes', 'days', 'gb', 'mb'] as const
