/** They stand in rows. */
export const IMPORT_PROGRAMME = 'radio.import-programme'
export const PUT_SHOW = 'radio.put-show'
export const PUT_EPISODE = 'radio.put-episode'
