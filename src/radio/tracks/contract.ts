import { z } from 'zod'

/**
 * What a piece of audio is, in the words of the log: music, advert, public service announcement, liner, interstitial,
 * promo, show, station id, commercial, news, voice track. A code of the library that stands for none of them is
 * unmapped, and never taken for music.
 */
export const TypeCode = z.enum(['MUS', 'ADV', 'PSA', 'LIN', 'INT', 'PRO', 'SHO', 'IDS', 'COM', 'NEW', 'VOT'])
export type TypeCode = z.output<typeof TypeCode>
