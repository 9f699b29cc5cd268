/** They stand in rows. */
export const PLAN_RANGE = 'radio.plan-range'
export const PLAN_AIRING = 'radio.plan-airing'
export const MOVE_AIRING = 'radio.move-airing'
export const UNPLAN_AIRING = 'radio.unplan-airing'
/** Of an airing that others changed at the playout; its plan and its only operation. */
export const REPAIR_PLAN = 'radio.repair-plan'
export const REPAIR_AIRING = 'radio.repair-airing'
