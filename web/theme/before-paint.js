// Runs before the first paint: the theme that this browser chose, or the system's. `scheme.ts` takes over afterwards.
;(() => {
  const chosen = readChoice()
  const isDark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  const theme = isDark ? 'dark' : 'light'
  document.documentElement.dataset.theme = theme
  document.documentElement.dataset.mantineColorScheme = theme

  function readChoice() {
    try {
      return localStorage.getItem('patchbay.theme')
    } catch {
      return null // storage is forbidden here: the system's theme it is
    }
  }
})()
