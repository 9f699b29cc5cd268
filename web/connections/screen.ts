// What is loaded when somebody opens Connections: the screen, and its words.
import words from 'virtual:words/connections'
import { addWords } from '../words.ts'

addWords(words)

export { Connections } from './Connections.tsx'
