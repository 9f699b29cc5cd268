/** Of plans and their operations. Stand in rows. */
export const PUBLISH_LOG = 'radio.publish-log'
export const ROW = 'radio.log-row'
export const WINDOW = 'radio.log-window'
/** Takes a row of others away. */
export const TAKE = 'radio.log-take-over'
/** As what takes rows away in the planner. */
export const TAKE_OVER_SCOPE = 'files:move'
