/** The day by UTC: names are judged a day either way. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}
