import type { Judged, Rule, Symptoms } from './model.ts'

/** @param before what was said the last time: since when something is found is kept, also while it can't be told */
export function judgeAll(rules: readonly Rule[], symptoms: Symptoms, before: readonly Judged[]): Judged[] {
  return rules.map(({ code, judge }) => {
    const verdict = judge(symptoms)
    const former = before.find((one) => one.code === code)?.since ?? null
    if (verdict.kind === 'found') return { code, verdict, since: former ?? symptoms.at }
    return { code, verdict, since: verdict.kind === 'unknown' ? former : null }
  })
}
