/** Days as text (`YYYY-MM-DD`): which one the map shows, and the steps of the slider over the last year. */

/** The time zone of the cities that the service maps: its day is what «today» means. */
const TIME_ZONE = 'Asia/Shanghai';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const STEPS = 12;

/** Whether that text is a day of the calendar. */
export function isDay(text: string | undefined): text is string {
  if (text === undefined || !DAY.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The day in China at that moment. */
export function dayOf(now: Date): string {
  return now.toLocaleDateString('sv-SE', { timeZone: TIME_ZONE });
}

/** The slider's steps, oldest first: the first days of the last twelve months before `today`, then `today` itself. */
export function stepsTo(today: string): string[] {
  const nearest = today.endsWith('-01') ? 1 : 0;
  return [...Array.from({ length: STEPS }, (_, step) => monthsBefore(today, STEPS - 1 - step + nearest)), today];
}

/** The step at or before `day`; the first step for anything older. */
export function stepOf(day: string, steps: readonly string[]): number {
  return Math.max(
    steps.findLastIndex((step) => step <= day),
    0,
  );
}

/** The same day of the year before; 28 February for the 29th. */
export function yearBefore(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year - 1, month, 0)).getUTCDate();
  return new Date(Date.UTC(year - 1, month - 1, Math.min(date, last))).toISOString().slice(0, 10);
}

/** The first day of the month that lies so many months before the month of `day`. */
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 1] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10);
}
