/** Charts by hand, in SVG: bars by outcome, lines of response times. */
import { svg } from '../dom.js';
import { count, few, hourMinute, millis, monthDay, plural } from '../format.js';

const LEFT = 56;
const RIGHT = 8;
const BOTTOM = 20;
const TOP = 8;

/** Drawn as wide as there is room, so that its words stay readable on a phone. */
const width = () => (matchMedia('(max-width: 800px)').matches ? 360 : 720);

function frame(height, top, label, format, rows, bucket, marks, words) {
  const WIDTH = width();
  const y = (value) => TOP + (1 - value / top) * (height - TOP - BOTTOM);
  const step = (WIDTH - LEFT - RIGHT) / rows.length;
  const x = (i) => LEFT + i * step;
  const name = bucket === '1d' || bucket === '6h' ? monthDay : hourMinute;
  const every = Math.ceil(rows.length / (WIDTH / 120));
  const grid = [0, top / 2, top].map((value) => [svg('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(value), y2: y(value) }), svg('text', { class: 'axis-label', x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end' }, format(value))]);
  const times = rows.map((row, i) => i % every === 0 && svg('text', { class: 'axis-label', x: x(i), y: height - 5 }, name(row.at)));
  return svg('svg', { class: 'chart', viewBox: `0 0 ${WIDTH} ${height}`, role: 'img', 'aria-label': `${label}. ${words}` }, grid, times, marks(x, y, step));
}

/** A round number at or above, that halves well. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return Math.max(2, [1, 2, 4, 6, 8, 10].map((n) => n * power).find((n) => n >= value));
}

export function outcomeChart(rows, bucket) {
  const kinds = [['good', 'delivered'], ['bad', 'failed_attempts'], ['dark', 'dead_lettered']];
  const top = roundUp(Math.max(...rows.map((row) => row.delivered + row.failed_attempts + row.dead_lettered)));
  const words = kinds.map(([, name]) => `${count(rows.reduce((sum, row) => sum + row[name], 0))} ${name.replace('_', ' ')}`).join(', ');
  return frame(190, top, 'Deliveries by outcome', few, rows, bucket, (x, y, step) =>
    rows.map((row, i) => {
      let below = 0;
      const bars = kinds.map(([kind, name]) => {
        const value = row[name];
        if (value === 0) {
          return null;
        }
        const bar = svg('rect', { class: `bar ${kind}`, x: x(i) + step * 0.12, width: step * 0.76, y: Math.min(y(below + value), y(below) - 1), height: Math.max(1, y(below) - y(below + value)), rx: Math.min(2, step / 6) });
        below += value;
        return bar;
      });
      return svg('g', svg('title', `${new Date(row.at).toLocaleString()}: ${plural(row.delivered, 'delivered', 'delivered')}, ${plural(row.failed_attempts, 'failed attempt')}, ${plural(row.dead_lettered, 'dead letter')}`), svg('rect', { class: 'hit', x: x(i), y: TOP, width: step, height: 190 - TOP - BOTTOM }), bars);
    }), words);
}

export function timeChart(rows, bucket) {
  const lines = [['line-99', 'p99_response_time_ms'], ['line-50', 'p50_response_time_ms']];
  const values = rows.flatMap((row) => lines.map(([, name]) => row[name] ?? 0));
  const top = roundUp(Math.max(...values));
  const words = `At most ${millis(Math.max(...values))} for 99 in 100`;
  return frame(150, top, 'Response time', millis, rows, bucket, (x, y, step) => lines.flatMap(([kind, name]) => pieces(rows, name).map((piece) => (piece.length === 1
    ? svg('circle', { class: `dot ${kind}`, cx: x(piece[0].i) + step / 2, cy: y(piece[0].value), r: 2.5 }, svg('title', millis(piece[0].value)))
    : svg('polyline', { class: `line ${kind}`, points: piece.map(({ i, value }) => `${x(i) + step / 2},${y(value)}`).join(' ') })))), words);
}

/** Stretches without a gap: where nothing was answered there is no line. */
function pieces(rows, name) {
  const found = [];
  let piece = [];
  rows.forEach((row, i) => {
    if (row[name] === null) {
      piece = [];
    } else {
      if (piece.length === 0) {
        found.push(piece);
      }
      piece.push({ i, value: row[name] });
    }
  });
  return found;
}
