/** How a relation or a column is written in SQL. */

/** Names that do not begin like a word, or have anything but letters and digits in them, stand in double quotes. */
export const quotedName = (name: string): string => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) ? name : `"${name.replaceAll('"', '""')}"`);
