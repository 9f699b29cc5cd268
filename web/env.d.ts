declare module 'virtual:mantine-variables.css'
/** Words that an area brings along: web/build/browser-words.ts. */
declare module 'virtual:words/*' {
  const words: Readonly<Record<string, string>>
  export default words
}
