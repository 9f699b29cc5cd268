/** What a spreadsheet takes for the beginning of a formula, also in full width and behind our own apostrophe. */
const ESCAPED = /^'+[=+\-@\t\r\n＝＋－＠]/
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/

/** Text that a spreadsheet shows and never computes. */
export const escapeFormula = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** @returns what `escapeFormula` was given */
export const unescapeFormula = (text: string): string => (ESCAPED.test(text) ? text.slice(1) : text)
