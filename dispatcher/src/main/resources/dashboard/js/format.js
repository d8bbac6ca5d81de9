/** Numbers, times and names in words. */

const number = new Intl.NumberFormat('en');
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

export const count = (value) => number.format(value);
export const few = (value) => (Math.abs(value) < 10_000 ? number.format(value) : compact.format(value));
export const exact = (time) => dateTime.format(new Date(time));
export const hourMinute = (time) => clock.format(new Date(time));
export const monthDay = (time) => day.format(new Date(time));

export function percent(rate) {
  if (rate === null || rate === undefined) {
    return '–';
  }
  const value = rate * 100;
  // 99.96 % is not all of them.
  return value === 100 || value === 0 ? `${value} %` : `${Math.min(99.9, Math.max(0.1, value)).toFixed(1)} %`;
}

export function millis(value) {
  if (value === null || value === undefined) {
    return '–';
  }
  if (value < 1) {
    return '< 1 ms';
  }
  return value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(value < 10_000 ? 2 : 1)} s`;
}

/** 3 s, 12 min, 4 h 10 min, 3 d. */
export function span(value) {
  const seconds = Math.max(0, Math.round(value / 1_000));
  if (seconds < 60) {
    return `${seconds} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 48) {
    return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  }
  return `${Math.floor(hours / 24)} d`;
}

export function ago(time) {
  const passed = Date.now() - new Date(time).getTime();
  return passed < 1_500 && passed > -1_500 ? 'just now' : passed < 0 ? `in ${span(-passed)}` : `${span(passed)} ago`;
}

export const plural = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

/** The host and what follows, without the scheme, for where room is short. */
export function shortUrl(url) {
  return url.replace(/^https?:\/\//, '');
}

export function pretty(value) {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
