import type { DoctorCheck } from '../../connections/index.ts'
import type { Tx } from '../../db/db.ts'
import type { BoundRoute } from '../../kernel/routes.ts'
import type { PlayersDeps } from './deps.ts'
import { playersCheck } from './doctor-check.ts'
import { AskPlayers, TellPlayers } from './jobs.ts'
import { playerRoutesOf } from './routes.ts'
import { findGroup, findMember } from './store.ts'
import { askOfTitles } from './telling/ask-players.ts'
import { refreshPlayer } from './telling/refresh-player.ts'
import { noteFailure, tellPlayers } from './telling/tell-players.ts'

export type { PlayersDeps } from './deps.ts'

export interface PlayersRoom {
  routes: BoundRoute[]
  doctorCheck: DoctorCheck
  /** Which group has a connection as its player. */
  useOfConnection(tx: Tx, connectionId: number): Promise<{ code: string; params: { by: string } } | undefined>
}

export function setUpPlayers(deps: PlayersDeps): PlayersRoom {
  deps.effects.add(refreshPlayer(deps))
  deps.jobs.handle(TellPlayers, tellPlayers(deps), { onSettled: noteFailure(deps) })
  deps.jobs.handle(AskPlayers, askOfTitles(deps))
  return {
    routes: playerRoutesOf(deps),
    doctorCheck: playersCheck(deps),
    async useOfConnection(tx, connectionId) {
      const member = await findMember(tx, connectionId)
      const group = member === undefined ? undefined : await findGroup(tx, member.groupId)
      return group === undefined ? undefined : { code: 'player-group', params: { by: group.name } }
    },
  }
}
