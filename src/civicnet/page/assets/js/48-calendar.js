// @ts-check
// The calendar: a slider through days or waves. Nobody moves; who and what is not there is not drawn.

/** @type {any} */
const calendar = data.calendar || { stops: [], actors: [], lines: [], moved: [] };
let stop = calendar.start;
/** At which stops each is there, as bits; ids are told by their distance from the one before. @param {number[][]} rows */
function stopsOf(rows) {
  const found = new Map();
  for (const [bits, ...steps] of rows) {
    let id = 0;
    for (const step of steps) {
      id += step;
      found.set(id, bits);
    }
  }
  return found;
}
const actorStops = stopsOf(calendar.actors);
const lineStops = stopsOf(calendar.lines);
/** A tie may hang on somebody else after a while: it is neither gone nor new then. */
const tieStops = stopsOf(calendar.moved);
const inCalendar = () => state.lens === 'calendar';
/** @param {any} item */
const bitsOf = (item) => (item.line ? lineStops : actorStops).get(item.id);

/** Whether an actor or line is there: at this stop, and outside the calendar at the map's own moment. @param {any} item */
function isThere(item) {
  const bits = inCalendar() ? bitsOf(item) : undefined;
  return bits === undefined ? !item.then || inCalendar() : ((bits >> stop) & 1) === 1;
}

/** What changed since the stop before: 0 gone, 2 new, -1 neither; as `TONES`. @param {any} item */
function changeOf(item) {
  const bits = inCalendar() && (calendar.waved || stop !== calendar.start) ? bitsOf(item) : undefined;
  if (bits === undefined || !stop) return -1;
  const whole = (item.line && tieStops.get(item.id)) || bits;
  const [before, now] = [1 << (stop - 1), 1 << stop];
  if (bits & now) return whole & before ? -1 : 2;
  return bits & before && !(whole & now) ? 0 : -1;
}

/** Whether it is drawn: it is there, or gone just now; the map's own actors stand hollow where they stood. @param {any} item */
function isDue(item) {
  if (isThere(item) || changeOf(item) === 0) return true;
  return inCalendar() && !item.line && !item.then && (bitsOf(item) & ((1 << stop) - 1)) > 0;
}

/** A line in the colour of what becomes of it. @param {any} edge */
function timed(edge) {
  const tone = changeOf(edge);
  return tone < 0 ? edge : { ...edge, color: TONES[tone].color, width: edge.width * 1.6, dashes: tone ? edge.dashes : [7, 4] };
}

/** Let everybody be there or not, as the stop has it; in other views all are back. */
function setTime() {
  for (const node of nodes) {
    node.away = !isThere(node);
    const posts = inCalendar() ? edgesOf.get(node.id).filter((edge) => edge.what === 'holds' && edge.to === node.id) : [];
    node.hollow = node.away || (posts.length ? !posts.some(isThere) : node.empty);
  }
  refilter();
  if (!inCalendar()) return;
  const lines = new Set(edges.filter((edge) => state.kept.has(edge.id) && changeOf(edge) >= 0).map((edge) => edge.id));
  const rings = new Map();
  for (const node of nodes) if (state.held.has(node.id) && changeOf(node) >= 0) rings.set(node.id, changeOf(node));
  const near = new Set(rings.keys());
  for (const id of lines) near.add(edges[id].from).add(edges[id].to);
  Object.assign(lensNow(), { caption: calendar.stops[stop][1], lines, rings, near });
}

/** @param {number} place */
function turnTo(place) {
  stop = clamp(place, 0, calendar.stops.length - 1);
  setTime();
  tell('filter');
  tell('lens');
  say(lensNow().caption);
}

/** The longest sentence of the calendar decides how much room there is for all: the map must not move. */
function reserve() {
  for (const id of ['caption', 'slide-note']) {
    const place = byId(id);
    const said = place.textContent;
    place.style.minHeight = '';
    if (!inCalendar()) continue;
    const tall = calendar.stops.map(([, words]) => {
      place.textContent = words;
      return place.offsetHeight;
    });
    place.textContent = said;
    place.style.minHeight = `${max(...tall)}px`;
  }
}

function startCalendar() {
  const { stops, waved } = calendar;
  if (!stops.length) return;
  const range = el('input', { type: 'range', id: 'stop', min: 0, max: stops.length - 1, 'aria-label': waved ? 'Wave' : 'Day', on: { input: () => turnTo(Number(range.value)) } });
  const step = (text, label, by) => el('button', { type: 'button', class: 'close', text, 'aria-label': label, on: { click: () => turnTo(stop + by) } });
  const time = el('div', { id: 'time' }, el('output', { for: 'stop', class: 'strong' }), step('‹', 'Stop before', -1), range, step('›', 'Next stop', 1));
  byId('pane').before(time);
  const paint = () => {
    time.hidden = !inCalendar();
    range.value = stop;
    range.setAttribute('aria-valuetext', stops[stop][0]);
    time.firstChild.textContent = stops[stop][0];
    const first = byId('answer').querySelector('[aria-current]');
    if (first) byId('key').scrollTop = first.offsetTop - 150;
  };
  when('lens', paint);
  window.addEventListener('resize', reserve);
  paint();
}
