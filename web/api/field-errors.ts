import { ProblemError } from './client.ts'

/** What the server says of a field of the body, by its JSON pointer. */
export function fieldError(error: Error | null, pointer: string): string | undefined {
  if (!(error instanceof ProblemError)) return undefined
  return error.problem.errors?.find((one) => one.pointer === pointer)?.detail
}

/** How many fields are wrong; 0 when the problem is none of a field. */
export function fieldErrorCount(error: Error | null): number {
  return error instanceof ProblemError ? (error.problem.errors?.length ?? 0) : 0
}
