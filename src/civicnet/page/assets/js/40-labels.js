// @ts-check
// Names on the map: always the same size on the screen, never over one another.

const FONTS = '-apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, sans-serif';
const LINE = 1.18;
/** More names than a pane can hold. */
const MOST_NAMES = 250;
/** @type {Array<{id: number, name: string, x: number, y: number, w: number, h: number, lines: string[], size: number, weight: number}>} */
let labels = [];
let labelled = '';
const measured = new Map();
const measuring = document.createElement('canvas').getContext('2d');

/** The size of names, for a pane of this width. */
const labelSize = () => (isPresenting() ? clamp(round(pane.clientWidth / 68), 15, 28) : clamp(round(pane.clientWidth / 76), 14, 22));

/** How much an actor's name matters: tables, then those with many ties, then heads in public office. @param {any} node */
function importance(node) {
  const base = { group: 900, table: 400, organization: 200, person: 60, office: 20, asset: 10, ghost: 150 }[node.kind];
  return base + (state.size === 'brings' ? 3 * node.brings : 0) + node.links * (node.kind === 'person' ? 6 : 4) + (node.public ? 220 : 0);
}

/** Break a name into at most three lines of a bearable width. @param {string} name @param {string} font @param {number} size */
function wrap(name, font, size) {
  const known = `${font} ${name}`;
  if (measured.has(known)) return measured.get(known);
  measuring.font = font;
  const width = (text) => measuring.measureText(text).width;
  const most = size * 10.5;
  const text = Array.from(name.replace(/\s+/g, ' ').trim()).slice(0, 120).join('');
  const whole = width(text);
  const rows = min(3, ceil(whole / most));
  const aim = rows > 1 ? min(most, (whole / rows) * 1.18) : most;
  const fitted = linesOf(text, width, aim, 3).map((each) => shorten(each, most * 1.15, width));
  const result = { lines: fitted, w: max(1, ...fitted.map(width)), h: fitted.length * size * LINE };
  if (measured.size > 20000) measured.clear();
  measured.set(known, result);
  return result;
}

/** Break a text into lines; the last of so many takes all that is left. @param {string} text @param {(text: string) => number} width @param {number} most @param {number} rows */
function linesOf(text, width, most, rows) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line ? `${line} ${word}` : word;
    if (line && width(longer) > most) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line) lines.push(line);
  if (lines.length > rows) lines.splice(rows - 1, lines.length, lines.slice(rows - 1).join(' '));
  return lines;
}

/** @param {string} text @param {number} most @param {(text: string) => number} width */
function shorten(text, most, width) {
  if (width(text) <= most) return text;
  const signs = Array.from(text);
  while (signs.length > 1 && width(signs.join('') + '…') > most) signs.pop();
  return signs.join('').trimEnd() + '…';
}

let searches = 0;
/** Rectangles, found quickly by the squares of a mesh they lie in. */
class Mesh {
  constructor() {
    this.cells = new Map();
  }

  /** The squares a box lies in. */
  keys(box) {
    const keys = [];
    const [right, below] = [floor((box.x + box.w) / 64), floor((box.y + box.h) / 64)];
    for (let i = floor(box.x / 64); i <= right; i += 1) {
      for (let j = floor(box.y / 64); j <= below; j += 1) keys.push(i * 100003 + j);
    }
    return keys;
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (this.cells.has(key)) this.cells.get(key).push(box);
      else this.cells.set(key, [box]);
    }
  }

  /** Those that a box covers, each once, but one's own. */
  hits(box, own) {
    const found = [];
    searches += 1;
    for (const key of this.keys(box)) {
      for (const each of this.cells.get(key) || []) {
        if (each.found === searches || each.id === own) continue;
        if (each.x >= box.x + box.w || box.x >= each.x + each.w || each.y >= box.y + box.h || box.y >= each.y + each.h) continue;
        each.found = searches;
        found.push(each);
      }
    }
    return found;
  }
}

/** The places beside an actor where its name may stand, best first. */
const SIDES = [[0, 1], [1, 0], [-1, 0], [0, -1], [0.72, 0.72], [-0.72, 0.72], [0.72, -0.72], [-0.72, -0.72], [0, 1, 0.2], [0, 1, 0.8], [0, -1, 0.2], [0, -1, 0.8]];

/** @param {{x: number, y: number}} spot @param {number} reach @param {{w: number, h: number}} size */
function* candidates(spot, reach, size) {
  for (const extra of [3, 11, 20]) {
    for (const [sx, sy, shift = 0.5] of SIDES) {
      const far = reach + extra;
      const x = spot.x + sx * far + (sx > 0.1 ? 0 : sx < -0.1 ? -size.w : -size.w * shift);
      const y = spot.y + sy * far + (sy > 0.8 ? 0 : sy < -0.8 ? -size.h : sy > 0.1 ? -size.h * 0.2 : sy < -0.1 ? -size.h * 0.8 : -size.h / 2);
      yield { x, y, extra };
    }
  }
}

/**
 * Choose names and their places, the most important first.
 * @param {(place: {x: number, y: number}) => {x: number, y: number}} spotOf from the map to pixels of the pane
 * @param {{w: number, h: number, scale: number, size: number, zoomed: number, keep: Array<any>}} room
 */
function placeLabels(spotOf, room) {
  const taken = new Mesh();
  const actors = new Mesh();
  for (const box of room.keep) taken.add(box);
  const shown = shownNodes();
  const spots = new Map();
  for (const node of shown) {
    const spot = spotOf(at.get(node.id));
    const reach = radiusOf(node) * room.scale * (toneOf(node) ? 1.12 : 1) + (toneOf(node) ? 6 : 1);
    if (spot.x < -60 || spot.y < -60 || spot.x > room.w + 60 || spot.y > room.h + 60) continue;
    spots.set(node.id, { spot, reach });
    actors.add({ id: node.id, big: node.home === node.id, cost: node.home === node.id ? 12 : node.kind === 'person' ? 2.5 + node.links / 8 : 2, x: spot.x - reach, y: spot.y - reach, w: 2 * reach, h: 2 * reach });
  }
  const near = focus ? focus.near : null;
  // Of a crowd around somebody only those are named who would be anyway.
  const few = near && near.size < 150;
  const wanted = shown
    .filter((node) => spots.has(node.id) && ((few && near.has(node.id)) || ((!few || focus.soft) && deserves(node, room.zoomed))))
    .map((node) => ({ node, rank: importance(node) + (node.id === looked() ? 1e6 : near && near.has(node.id) ? 1e5 * (toneOf(node) === TONES[0] ? 2 : 1) : 0) }))
    .sort((one, two) => two.rank - one.rank || one.node.id - two.node.id)
    .slice(0, MOST_NAMES);
  const placed = [...ringNames(spotOf, taken, actors, room), ...groupNumbers(spots, taken, room)];
  for (const { node } of wanted) {
    const weight = node.kind === 'table' || node.kind === 'group' || node.id === looked() ? 700 : node.kind === 'organization' ? 600 : 400;
    const size = room.size;
    const block = wrap(node.label, `${weight} ${size}px ${FONTS}`, size);
    const { spot, reach } = spots.get(node.id);
    const best = bestPlace(node, spot, reach, block, room, taken, actors);
    if (!best) continue;
    const label = { id: node.id, name: node.label, x: best.x, y: best.y, w: block.w, h: block.h, lines: block.lines, size, weight };
    taken.add({ x: label.x - 3, y: label.y - 1, w: label.w + 6, h: label.h + 2 });
    placed.push(label);
  }
  return placed;
}

/** At first sight only bodies and people in public office are named; closer, everybody. @param {any} node @param {number} zoomed */
function deserves(node, zoomed) {
  if (node.home === node.id || node.public || node.away) return true;
  if (node.kind === 'person') return zoomed > 1.5 || node.links >= manyLinks;
  return zoomed > (node.kind === 'asset' ? 1.5 : 2.4);
}
const manyLinks = max(6, nodes.filter((node) => node.kind === 'person').map((node) => node.links).sort((a, b) => b - a)[9] || 0);

function bestPlace(node, spot, reach, block, room, taken, actors) {
  let best = null;
  // What stands in a worse place than this is left unsaid; the fewer are meant, the less of them.
  let least = node.id === looked() ? 99 : focus && focus.near.has(node.id) ? clamp(240 / focus.near.size, 15, 40) : node.home === node.id || node.public ? 11 : 6;
  let rank = 0;
  for (const place of candidates(spot, reach, block)) {
    rank += 1;
    const box = { x: place.x, y: place.y, w: block.w, h: block.h };
    if (box.x < 4 || box.y < 4 || box.x + box.w > room.w - 4 || box.y + box.h > room.h - 4) continue;
    let cost = rank * 0.12 + place.extra * 0.05;
    if (cost >= least || taken.hits({ x: box.x - 3, y: box.y - 1, w: box.w + 6, h: box.h + 2 }, -1).length) continue;
    // Who is meant may be named across those who are not.
    const weight = (hit) => (focus && focus.near.has(node.id) && !focus.near.has(hit.id) ? 0.2 : 1);
    for (const hit of actors.hits(box, node.id)) cost += hit.cost * weight(hit);
    if (cost >= least) continue;
    // A name that stands as near to another as to its own would be read as the other's.
    const wide = { x: box.x - place.extra - 3, y: box.y - place.extra - 1, w: box.w + 2 * place.extra + 6, h: box.h + 2 * place.extra + 2 };
    for (const hit of actors.hits(wide, node.id)) cost += hit.big ? 5 * weight(hit) : 0;
    if (cost < least) {
      least = cost;
      best = box;
    }
  }
  return best;
}

/** Draw the names over the map, in pixels of the screen. @param {CanvasRenderingContext2D} ctx */
function drawLabels(ctx) {
  const scale = network.getScale();
  const view = network.getViewPosition();
  const wide = pane.clientWidth;
  const tall = pane.clientHeight;
  const ratio = ctx.canvas.width / ctx.canvas.clientWidth || 1;
  const key = [state.lens, covered(), scale, view.x, view.y, wide, tall, looked(), state.size, state.shown.size, state.drawn.size, stamp()].join(' ');
  if (key !== labelled) {
    labelled = key;
    labels = placeLabels((place) => toPane(place, scale, view, wide, tall), {
      w: wide - covered(),
      h: tall,
      scale,
      size: labelSize(),
      zoomed: scale / fitScale,
      keep: corners(),
    });
  }
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  for (const label of labels) drawLabel(ctx, label);
  ctx.restore();
}

const toPane = (place, scale, view, wide, tall) => ({
  x: (place.x - view.x) * scale + wide / 2,
  y: (place.y - view.y) * scale + tall / 2,
});

/** Changes whenever somebody moves. */
function stamp() {
  let sum = 0;
  for (const { x, y } of at.values()) sum += x * 3 + y;
  return round(sum * 100);
}

/** What lies over the pane and must not be written under. */
function corners() {
  const base = pane.getBoundingClientRect();
  return ['zoom', 'unsaved']
    .map((id) => byId(id).getBoundingClientRect())
    .filter((box) => box.width)
    .map((box) => ({ x: box.left - base.left - 4, y: box.top - base.top - 4, w: box.width + 8, h: box.height + 8 }));
}

/** @param {CanvasRenderingContext2D} ctx @param {any} label */
function drawLabel(ctx, label) {
  ctx.globalAlpha = focus && !focus.near.has(label.id) ? (state.projector ? 0.75 : 0.4) : 1;
  ctx.font = `${label.weight} ${label.size}px ${FONTS}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = tint(PAPER);
  ctx.lineWidth = 4;
  ctx.fillStyle = state.projector ? (isNight() ? '#fff' : '#000') : label.color || tint(INK);
  label.lines.forEach((line, row) => {
    const x = label.x + label.w / 2;
    const y = label.y + (row + 0.5) * label.size * LINE;
    ctx.strokeText(line, x, y);
  });
  label.lines.forEach((line, row) => {
    ctx.fillText(line, label.x + label.w / 2, label.y + (row + 0.5) * label.size * LINE);
  });
}
