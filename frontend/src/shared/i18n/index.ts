export { i18n, language, languages, nearest, speak, words, type Language } from './i18n';
