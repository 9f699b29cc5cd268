import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ProblemError } from './client.ts'

const STALE_MS = 30_000

/**
 * Reads go stale by events, and after 30 s as a safety net; a refused read is not asked again by itself.
 * @param onSignedOut when an answer says that nobody is signed in any more
 */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ProblemError && error.problem.status === 401 && !isOnDoor()) onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: STALE_MS,
        refetchOnWindowFocus: true,
        retry: (failures, error) => failures < 2 && mayComeBack(error),
      },
      mutations: { retry: false },
    },
  })
}

/** A wrong password is a 401, too, and says nothing new about who is signed in. */
const isOnDoor = () => /\/(signin|setup)$/.test(window.location.pathname)

/** No answer, or one that says that a part of the server rests. */
const mayComeBack = (error: Error) =>
  error instanceof ProblemError && (error.problem.status === 0 || error.problem.status >= 502)
