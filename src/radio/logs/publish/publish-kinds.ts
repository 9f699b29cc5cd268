/** Of plans and their operations. Stand in rows. */
export const PUBLISH_LOG = 'radio.publish-log'
export const ROW = 'radio.log-row'
export const WINDOW = 'radio.log-window'
