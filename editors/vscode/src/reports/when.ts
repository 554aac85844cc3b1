/** When a report was written, in the reader's own clock; empty when that is not known. */
export function when(created: string | null, locale?: string, timeZone?: string): string {
  const date = created === null ? null : new Date(created);
  if (date === null || Number.isNaN(date.getTime())) {
    return "";
  }
  return date.toLocaleString(locale, { dateStyle: "medium", timeStyle: "short", timeZone });
}
