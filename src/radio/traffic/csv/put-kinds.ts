/** They stand in rows. */
export const IMPORT_ORDERS = 'radio.import-orders'
export const PUT_ORDER = 'radio.put-order'
