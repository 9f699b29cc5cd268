/** Of the card about messages that a channel's service refuses. */
export const refusedCause = (channelId: number): string => `alerts.refused:${channelId}`
