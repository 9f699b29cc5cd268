// The words of the areas, each loaded with its first screen.

export const archiveWords = () => import('virtual:words/archive')
/** The first steps name the folders of the archive. */
export const setupWords = async () => {
  const [own, ofArchive] = await Promise.all([import('virtual:words/setup'), archiveWords()])
  return { default: { ...ofArchive.default, ...own.default } }
}
export const activityWords = () => import('virtual:words/activity')
/** Deliveries are told of with the words of Activity. */
export const radioWords = async () => {
  const [own, ofDeliveries] = await Promise.all([import('virtual:words/radio'), activityWords()])
  return { default: { ...ofDeliveries.default, ...own.default } }
}
export const plannerWords = async () => {
  const [own, ofRadio] = await Promise.all([import('virtual:words/planner'), radioWords()])
  return { default: { ...ofRadio.default, ...own.default } }
}
/** The programme has the clock and the lengths of the planner. */
export const programmeWords = async () => {
  const [own, ofPlanner] = await Promise.all([import('virtual:words/programme'), plannerWords()])
  return { default: { ...ofPlanner.default, ...own.default } }
}
/** As-run has the clock of the planner. */
export const asRunWords = async () => {
  const [own, ofPlanner] = await Promise.all([import('virtual:words/as-run'), plannerWords()])
  return { default: { ...ofPlanner.default, ...own.default } }
}
/** Logs have the clock of the planner. */
export const logsWords = async () => {
  const [own, ofPlanner] = await Promise.all([import('virtual:words/logs'), plannerWords()])
  return { default: { ...ofPlanner.default, ...own.default } }
}
/** The forecast shows as-run, too. */
export const forecastWords = async () => {
  const [own, ofAsRun] = await Promise.all([import('virtual:words/forecast'), asRunWords()])
  return { default: { ...ofAsRun.default, ...own.default } }
}
/** Clocks have the import of the programme. */
export const clocksWords = async () => {
  const [own, ofProgramme] = await Promise.all([import('virtual:words/clocks'), programmeWords()])
  return { default: { ...ofProgramme.default, ...own.default } }
}
/** Tracks have the clock of the planner, and what the programme says of shows. */
export const tracksWords = async () => {
  const [own, ofProgramme] = await Promise.all([import('virtual:words/tracks'), programmeWords()])
  return { default: { ...ofProgramme.default, ...own.default } }
}
/** Traffic has the import of the programme. */
export const trafficWords = async () => {
  const [own, ofProgramme] = await Promise.all([import('virtual:words/traffic'), programmeWords()])
  return { default: { ...ofProgramme.default, ...own.default } }
}
/** Voice tracks have the days of the planner. */
export const voiceWords = async () => {
  const [own, ofPlanner] = await Promise.all([import('virtual:words/voice'), plannerWords()])
  return { default: { ...ofPlanner.default, ...own.default } }
}
export const diagnosticsWords = () => import('virtual:words/diagnostics')
export const settingsWords = () => import('virtual:words/settings')
/** A connection is edited as settings are. */
export const connectionsWords = async () => {
  const [own, ofSettings] = await Promise.all([import('virtual:words/connections'), settingsWords()])
  return { default: { ...ofSettings.default, ...own.default } }
}
/** The library has senders of webhooks, deliveries, and times of the clock. */
export const libraryWords = async () => {
  const parts = await Promise.all([
    settingsWords(),
    activityWords(),
    import('virtual:words/webhooks'),
    import('virtual:words/library'),
  ])
  return { default: Object.assign({}, ...parts.map((part) => part.default)) as Readonly<Record<string, string>> }
}
