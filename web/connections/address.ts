/** The page of a connection, of all of them, or of one that is being added. */
export const toConnection = (connectionId?: number | 'new') =>
  ({
    to: '/connections/{-$connectionId}',
    params: { connectionId: connectionId === undefined ? undefined : String(connectionId) },
  }) as const
