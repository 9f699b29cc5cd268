import { bool, choice, instant, int, key, must, text } from '../field.ts'
import { resource } from '../resource.ts'

export const PLAYOUT_HISTORY = resource('PlayoutHistory', 'playout-history', {
  starts: must(instant()),
  ends: instant(),
  file: key('files'),
  instance: key('show-instances', 'null'),
})

export const PLAYOUT_HISTORY_METADATA = resource('PlayoutHistoryMetadata', 'playout-history-metadata', {
  key: must(text(128)),
  value: must(text(128)),
  history: must(key('playout-history')),
})

export const PLAYOUT_HISTORY_TEMPLATES = resource('PlayoutHistoryTemplate', 'playout-history-templates', {
  name: must(text(128)),
  type: must(text(35)),
})

export const PLAYOUT_HISTORY_TEMPLATE_FIELDS = resource(
  'PlayoutHistoryTemplateField',
  'playout-history-template-fields',
  {
    name: must(text(128)),
    label: must(text(128)),
    type: must(text(128)),
    is_file_md: must(bool()),
    position: must(int()),
    template: must(key('playout-history-templates')),
  },
)

export const LISTENER_COUNTS = resource('ListenerCount', 'listener-counts', {
  listener_count: must(int()),
  timestamp: must(key('timestamps')),
  mount_name: must(key('mount-names')),
})

export const TIMESTAMPS = resource('Timestamp', 'timestamps', { timestamp: must(instant()) })
export const MOUNT_NAMES = resource('MountName', 'mount-names', { mount_name: must(text(1024)) })

export const LIVE_LOGS = resource('LiveLog', 'live-logs', {
  state: must(text(32)),
  start_time: must(instant()),
  end_time: instant(),
})

export const USERS = resource('User', 'users', {
  role: must(choice('G', 'H', 'P', 'A')),
  username: must(text(255)),
  email: text(1024),
  first_name: must(text(255)),
  last_name: must(text(255)),
  login_attempts: int(),
  last_login: instant(),
  last_failed_login: instant(),
  skype: text(1024),
  jabber: text(1024),
  phone: text(1024),
})

export const PREFERENCES = resource('Preference', 'preferences', {
  key: { ...must(text(255)), nullable: true },
  value: text(),
  user: { ...must(key('users')), nullable: true },
})
