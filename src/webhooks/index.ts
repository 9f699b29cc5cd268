export { planJob, type Translation, type Translator, type TranslatorRegistry } from './translator.ts'
