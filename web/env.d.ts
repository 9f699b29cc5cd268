declare module 'virtual:mantine-variables.css'
declare module 'virtual:words/connections' {
  const words: Readonly<Record<string, string>>
  export default words
}
