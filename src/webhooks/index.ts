export { getSource } from './sources.ts'
export { planJob, type Translation, type Translator, type TranslatorRegistry } from './translator.ts'
