// Numbers and times as people read them.

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const EXACT = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const CLOCK = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const DAY = new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric" });

export function bytes(count) {
  if (count === null || count === undefined) return "";
  let unit = 0;
  let value = count;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** The exact number beside the one that is read with ease. */
export const exactBytes = (count) => (count < 1024 ? plural(count, "byte") : `${bytes(count)} (${count.toLocaleString()} bytes)`);

export const percent = (value) => (value === null || value === undefined ? "" : `${value.toFixed(1)} %`);

/** Two units at most: `3 d 4 h`, `12 min 5 s`. */
export function duration(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86400)} d ${Math.floor((s % 86400) / 3600)} h`;
}

export const exact = (date) => EXACT.format(date);
export const clock = (date) => CLOCK.format(date);
/** The time of day, with the day before it where that is not today. */
export const when = (date) =>
  (date.toDateString() === new Date().toDateString() ? clock(date) : `${DAY.format(date)}, ${clock(date)}`);

export const plural = (count, one, many = `${one}s`) => `${count.toLocaleString()} ${count === 1 ? one : many}`;
/** `web:web_00`, or `cat` where group and process have one name, as the classic tool shows it. */
export const display = (p) => (p.group === p.name ? p.name : p.namespec);
