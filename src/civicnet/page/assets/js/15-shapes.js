// @ts-check
// Shapes of radius one as SVG paths: the same path is drawn on the map, in the key and in the files.

/** @param {number[][]} points */
const polygon = (points) => 'M' + points.map((point) => point.map((at) => at.toFixed(3)).join(' ')).join('L') + 'Z';

/** @param {number} sides @param {number} radius @param {number} turn */
function regular(sides, radius, turn) {
  const points = [];
  for (let side = 0; side < sides; side += 1) {
    const angle = turn + (2 * PI * side) / sides;
    points.push([radius * cos(angle), radius * sin(angle)]);
  }
  return polygon(points);
}

const SHAPES = {
  dot: 'M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z',
  square: 'M-.6 -.88H.6A.28 .28 0 0 1 .88 -.6V.6A.28 .28 0 0 1 .6 .88H-.6A.28 .28 0 0 1 -.88 .6V-.6A.28 .28 0 0 1 -.6 -.88Z',
  diamond: regular(4, 1.15, 0),
  triangle: regular(3, 1.15, -PI / 2),
  hexagon: regular(6, 1.06, PI / 6),
};
const MARKS = { dot: 'M-.36 0A.36 .36 0 1 1 .36 0A.36 .36 0 1 1 -.36 0Z', bar: 'M-.7 -.17H.7V.17H-.7Z' };
const PATHS = new Map();

/** @param {string} d */
function path2d(d) {
  if (!PATHS.has(d)) PATHS.set(d, new Path2D(d));
  return PATHS.get(d);
}

const SOFT = '#4d586b';
/** What is drawn in other colours than on paper: in a darkened room, or where the system says so. @type {Record<string, string>} */
let tints = {};
/** @param {string} color as on paper */
const tint = (color) => tints[color] || color;
const darkness = window.matchMedia('(prefers-color-scheme: dark)');
const isNight = () => document.documentElement.classList.contains('night');
const forced = window.matchMedia('(forced-colors: active)');

/** Light, or for a darkened room. @param {boolean} dark */
function paintTheme(dark) {
  document.documentElement.classList.toggle('night', dark);
  tints = dark ? data.night : {};
  if (forced.matches) {
    const { color, backgroundColor } = getComputedStyle(document.body);
    tints = { ...tints, [INK]: hex(color), [PAPER]: hex(backgroundColor) };
  }
  for (const id of ['theme', 'slide-theme']) byId(id).setAttribute('aria-pressed', String(dark));
  labelled = '';
  if (network) edgeSet.update(edges.map(visEdge));
  if (network) network.redraw();
}

/** A colour as #rrggbb. @param {string} color */
function hex(color) {
  measuring.fillStyle = color;
  return measuring.fillStyle;
}

function turnTheme() {
  if (forced.matches) return;
  paintTheme(!isNight());
  say(isNight() ? 'Dark colours' : 'Light colours');
}

function startTheme() {
  const follow = () => paintTheme(darkness.matches);
  for (const query of [darkness, forced]) query.addEventListener('change', follow);
  // What the key, the lists and the table draw is drawn as on paper; here too it follows.
  for (const [color, dark] of Object.entries(data.night)) {
    for (const part of ['fill', 'stroke']) document.styleSheets[0].insertRule(`.night .icon [${part}="${color}"]{${part}:${dark}}`);
  }
  onClick({ theme: turnTheme, 'slide-theme': turnTheme });
  follow();
}

/** How an actor is filled, bordered and marked. @param {any} node @param {(color: string) => string} [paint] */
function look(node, paint = (color) => color) {
  const sector = node.kind === 'table' ? undefined : sectorOf.get(node.sector);
  const color = paint(node.color);
  const border = node.kind === 'table' ? color : mix(color, paint(INK), 0.45);
  return {
    d: SHAPES[node.shape],
    fill: node.hollow ? paint(PAPER) : color,
    border,
    slices: node.slices || [],
    mark: sector && sector.mark !== 'plain' && !node.hollow ? MARKS[sector.mark] : '',
  };
}

/**
 * Draw an actor on a canvas whose unit is a pixel of the map.
 * @param {CanvasRenderingContext2D} ctx @param {any} node @param {number} x @param {number} y
 * @param {number} radius @param {'plain'|'chosen'|'faint'|'pale'} state
 */
function drawActor(ctx, node, x, y, radius, state) {
  const shape = look(node, tint);
  ctx.save();
  ctx.globalAlpha = { faint: 0.16, pale: 0.4 }[state] || 1;
  ctx.translate(x, y);
  ctx.scale(radius, radius);
  const path = path2d(shape.d);
  ctx.lineJoin = 'round';
  ctx.strokeStyle = tint(PAPER);
  ctx.lineWidth = 4.5 / radius;
  ctx.stroke(path);
  if (state === 'chosen') {
    ctx.strokeStyle = tint(INK);
    ctx.lineWidth = 9 / radius;
    ctx.stroke(path);
    ctx.strokeStyle = tint(PAPER);
    ctx.lineWidth = 5 / radius;
    ctx.stroke(path);
  }
  ctx.fillStyle = shape.fill;
  ctx.fill(path);
  for (const [d, color] of shape.slices) {
    ctx.fillStyle = tint(color);
    ctx.fill(path2d(d));
  }
  ctx.strokeStyle = shape.border;
  ctx.lineWidth = 1.2 / radius;
  if (node.kind === 'ghost' || node.away) ctx.setLineDash([3 / radius, 2.5 / radius]);
  ctx.stroke(path);
  if (shape.mark) {
    ctx.fillStyle = tint(PAPER);
    ctx.fill(path2d(shape.mark));
  }
  ctx.restore();
}

const SVG = 'http://www.w3.org/2000/svg';
/** @param {string} tag @param {Record<string, any>} given @param {...any} children */
function svg(tag, given, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(given)) {
    if (name === 'text') made.textContent = value;
    else if (value !== '' && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children);
  return made;
}

/** A small picture for the key, lists and chips. @param {string} d @param {string} fill @param {string} border @param {string} [mark] */
function icon(d, fill, border, mark) {
  const made = svg('svg', { viewBox: '-1.35 -1.35 2.7 2.7', width: 16, height: 16, 'aria-hidden': 'true', class: 'icon' });
  made.append(svg('path', { d, fill, stroke: border, 'stroke-width': 0.16, 'stroke-linejoin': 'round' }));
  if (mark) made.append(svg('path', { d: mark, fill: PAPER }));
  return made;
}

/** @param {any} node */
function actorIcon(node) {
  const shape = look(node);
  const made = icon(shape.d, shape.fill, shape.border, shape.mark);
  made.firstChild.after(...shape.slices.map(([d, fill]) => svg('path', { d, fill })));
  return made;
}

/** @param {any} line */
function lineIcon(line) {
  const made = svg('svg', { viewBox: '0 0 28 16', width: 28, height: 16, 'aria-hidden': 'true', class: 'icon' });
  const dashes = line.dashes.length ? line.dashes.join(' ') : '';
  made.append(svg('path', { d: 'M1 8H27', fill: 'none', stroke: line.color, 'stroke-width': line.width > 4 ? line.width : 2.2, 'stroke-dasharray': dashes }));
  if (line.id === 'adverse') made.append(svg('path', { d: CROSS, fill: 'none', stroke: line.color, 'stroke-width': 2, transform: 'translate(14 8)' }));
  return made;
}
const CROSS = 'M-3.5 -3.5L3.5 3.5M-3.5 3.5L3.5 -3.5';
