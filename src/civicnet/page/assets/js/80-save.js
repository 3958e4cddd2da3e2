// @ts-check
// The picture as a file: one writer makes the drawing (SVG); the PNG is that drawing at twice its size.

/** Sheets in pixels: a picture of a wide or a tall pane, and a poster: A3 without its margins. */
const SHEETS = { wide: [1600, 1000], tall: [1000, 1500], poster: [1800, 1246] };
const BOLD = { 'font-weight': 700 };
const FAINT = { fill: SOFT };

/**
 * Write a text in as many lines as it needs.
 * @param {any} made where to @param {number} x @param {number} y of its first line @param {string} text @param {number} size
 * @param {number} most the width of a line @param {Record<string, any>} [given] @returns {number} where the next line may stand
 */
function write(made, x, y, text, size, most, given = {}) {
  measuring.font = `${given['font-weight'] || 400} ${size}px ${FONTS}`;
  const width = (each) => measuring.measureText(each).width * 1.04;
  const lines = linesOf(text, width, most, 9);
  lines.forEach((line, row) => made.append(svg('text', { x, y: tenth(y + row * size * 1.3), 'font-size': size, fill: INK, ...given, text: shorten(line, most, width) })));
  return y + lines.length * size * 1.3;
}

/** The whole picture: title, question, answer, date, key, map, list, where it comes from. @param {number[]} size @param {boolean} [all] every name that fits */
function drawing([width, height], all) {
  const kept = { tints, focus, stretch, at: new Map(at) };
  tints = {};
  sheet = { width, height };
  const made = svg('svg', { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, 'font-family': FONTS.replaceAll('"', "'") });
  made.append(svg('title', { text: data.title }), svg('rect', { width, height, fill: PAPER }));
  const { label } = lensNow();
  const node = nodeOf.get(state.chosen);
  const shown = isPresenting() ? ['slide-title', 'slide-note'].map((id) => byId(id).textContent) : [titleNow(), (node ? `${sumWords(node)}. ` : '') + captionNow()];
  let top = write(made, 32, 54, data.title, 32, width - 290, BOLD);
  top = write(made, 32, top, shown[0] || label, 22, width - 290, { 'font-weight': 600 });
  top = write(made, 32, top, shown[1], 16, width - 64, FAINT) + 16;
  write(made, width - 32, 46, data.day, 16, 240, { 'text-anchor': 'end', ...FAINT });
  if (data.invented) {
    made.append(svg('rect', { x: width - 162, y: 58, width: 130, height: 26, rx: 13, fill: '#fde8a8' }));
    write(made, width - 97, 76, data.invented, 14, 130, { 'text-anchor': 'middle', ...BOLD });
  }
  const source = [data.made, `data of ${data.day}`, data.invented && 'the people and organizations are invented', audienceWords()].filter(Boolean).join(' · ');
  write(made, 32, height - 18, source, 13, width - 64, FAINT);
  const wide = width > height;
  const side = wide ? 250 : 220;
  const room = height - 48 - top;
  const [key, tall] = keyDrawing(side);
  const [lens, deep] = lensDrawing(wide ? side : side / 0.8, room / 0.63 - (wide ? 0 : tall));
  // What is long is written smaller, so that nothing is lost.
  const put = (part, x, y, scale) => {
    part.setAttribute('transform', `translate(${x} ${tenth(y)}) scale(${scale})`);
    made.append(part);
  };
  const beside = wide && tall + deep > room;
  const fits = min(deep && !wide ? 0.8 : 1, room / (beside ? tall : tall + deep));
  put(key, 32, top + (beside ? 0 : deep * fits), fits);
  if (deep) put(lens, beside ? width - side - 32 : 32, top, beside ? min(1, room / deep) : fits);
  const map = svg('g', { transform: `translate(${side + 48} ${tenth(top - 10)})` });
  const across = width - side - 60 - (beside ? side + 44 : 0);
  focus = focusNow();
  adapt(across, room);
  for (const [id, place] of targets()) at.set(id, place);
  fillDrawing(map, across, room + 10, all);
  made.append(map);
  sheet = null;
  ({ tints, focus, stretch } = kept);
  for (const [id, place] of kept.at) at.set(id, place);
  return made;
}

const audienceWords = () => ({ public: 'for everybody', partners: 'for partners', core: 'for the inner circle' })[data.audience];

/** Put a sign of the key somewhere. @param {any} sign @param {number} x @param {number} y */
function setSign(sign, x, y) {
  sign.setAttribute('x', String(x));
  sign.setAttribute('y', String(tenth(y - 13)));
  sign.removeAttribute('class');
  return sign;
}

/** The key and the list of the view, and how tall they are; what goes on below `most` is counted. @param {number} width @param {number} most @returns {[any, number]} */
function lensDrawing(width, most) {
  const made = svg('g', {});
  const { key, list } = lensNow();
  let row = 16;
  for (const [mark, tone, words] of key || []) {
    made.append(setSign(lensIcon(mark, tone), 0, row - 1));
    row = write(made, 44, row, words, 15, width - 44) + 5;
  }
  for (const [sign, words] of groupSigns()) {
    made.append(setSign(sign, 0, row - 1));
    row = write(made, 44, row, words, 15, width - 44) + 5;
  }
  let more = 0;
  for (const [title, words, id] of list || []) {
    if (row > most) more += 1;
    if (more) continue;
    row += 9;
    if (id !== null) made.append(setSign(actorIcon(nodeOf.get(id)), 0, row));
    row = write(made, 26, row, title, 14, width - 26, { 'font-weight': 600 });
    row = write(made, 26, row, words, 13, width - 26, FAINT);
  }
  if (more) row = write(made, 26, row + 9, `and ${more} more`, 14, width - 26);
  return [made, row > 16 ? row + 12 : 0];
}

/** What is switched on in the key, and how tall that is. @param {number} width @returns {[any, number]} */
function keyDrawing(width) {
  const made = svg('g', {});
  let row = 16;
  for (const { id, title } of GROUPS) {
    if (id === 'relations') continue;
    const on = data[id].filter((entry) => !state.off[id].has(entry.id) && (id !== 'lines' || edges.some((edge) => edge.line === entry.id && state.drawn.has(edge.id))));
    if (!on.length) continue;
    row = write(made, 0, row, title, 15, width, BOLD) + 5;
    for (const entry of on) {
      const indent = id === 'lines' ? 38 : 26;
      made.append(setSign(entryIcon(id, entry), 0, row));
      row = write(made, indent, row, id === 'sectors' ? upper(entry.label) : entry.label, 15, width - indent) + 5;
    }
    row += 18;
  }
  return [made, write(made, 0, row, SIZES[state.size], 14, width, FAINT)];
}

/** @param {any} made @param {number} width @param {number} height @param {boolean} [all] */
function fillDrawing(made, width, height, all) {
  const box = ringBounds() || bounds();
  const room = { x: 60, y: 30 };
  const scale = min((width - 2 * room.x) / (box.right - box.left), (height - 2 * room.y) / (box.bottom - box.top));
  const move = { x: width / 2 - ((box.left + box.right) / 2) * scale, y: height / 2 - ((box.top + box.bottom) / 2) * scale };
  const spot = (place) => ({ x: place.x * scale + move.x, y: place.y * scale + move.y });
  const drawn = edges.filter((edge) => state.drawn.has(edge.id)).sort(faintFirst);
  made.append(ringDrawing(spot, scale));
  for (const edge of drawn) made.append(lineDrawing(redden(edge), spot, scale));
  for (const node of shownNodes().sort(deepLast)) {
    made.append(actorDrawing(node, spot(at.get(node.id)), radiusOf(node) * scale), ringOf(node, spot(at.get(node.id)), radiusOf(node) * scale));
  }
  const names = placeLabels(spot, { w: width, h: height, scale, size: all ? 14 : 15, zoomed: all ? 9 : 1, keep: [] });
  for (const label of names) made.append(labelDrawing(label));
}

const tenth = (value) => round(value * 10) / 10;

function lineDrawing(edge, spot, scale) {
  const { from, to, via } = course(edge);
  const [a, b, c] = [from, to, via].map((place) => place && spot(place));
  const d = c ? `M${tenth(a.x)} ${tenth(a.y)}Q${tenth(c.x)} ${tenth(c.y)} ${tenth(b.x)} ${tenth(b.y)}` : `M${tenth(a.x)} ${tenth(a.y)}L${tenth(b.x)} ${tenth(b.y)}`;
  const dashes = edge.dashes ? dashesOf(edge).map((each) => tenth(each * scale)).join(' ') : '';
  const line = svg('path', { d, fill: 'none', stroke: timed(edge).color, 'stroke-width': tenth(widthOf(edge) * scale), 'stroke-opacity': opacityOf(edge) * (!focus || focus.lines.has(edge.id) ? 1 : 0.4), 'stroke-dasharray': dashes });
  if (edge.line !== 'adverse') return line;
  const mid = spot(middle(edge));
  return svg('g', {}, line, svg('path', { d: CROSS, fill: 'none', stroke: edge.color, 'stroke-width': 2, transform: `translate(${tenth(mid.x)} ${tenth(mid.y)})` }));
}

function actorDrawing(node, spot, radius) {
  const shape = look(node);
  const made = svg('g', { transform: `translate(${tenth(spot.x)} ${tenth(spot.y)}) scale(${tenth(radius)})`, opacity: !focus || focus.near.has(node.id) ? '' : 0.4 });
  const chosen = node.id === state.chosen;
  made.append(svg('path', { d: shape.d, fill: PAPER, stroke: chosen ? INK : PAPER, 'stroke-width': ((chosen ? 8 : 5) / radius).toFixed(2) }));
  made.append(svg('path', { d: shape.d, fill: shape.fill, stroke: shape.border, 'stroke-width': (1.3 / radius).toFixed(2), 'stroke-dasharray': node.kind === 'ghost' || node.away ? `${3 / radius} ${2.5 / radius}` : '', 'stroke-linejoin': 'round' }));
  for (const [d, fill] of shape.slices) made.append(svg('path', { d, fill }));
  if (shape.mark) made.append(svg('path', { d: shape.mark, fill: PAPER }));
  return made;
}

function labelDrawing(label) {
  const made = svg('text', { 'font-size': label.size, 'font-weight': label.weight, 'text-anchor': 'middle', fill: label.color || INK, stroke: PAPER, 'stroke-width': 3.5, 'stroke-linejoin': 'round', 'paint-order': 'stroke', opacity: !focus || label.id < 0 || focus.near.has(label.id) ? '' : 0.5 });
  label.lines.forEach((line, row) => {
    made.append(svg('tspan', { x: tenth(label.x + label.w / 2), y: tenth(label.y + (row + 0.78) * label.size * LINE), text: line }));
  });
  return made;
}

/** @param {(place: any) => any} spot @param {number} scale */
function ringDrawing(spot, scale) {
  const made = svg('g', {});
  if (!guideNow()) return made;
  const center = spot({ x: 0, y: 0 });
  bands().forEach((band, place, all) => {
    made.append(svg('ellipse', { cx: tenth(center.x), cy: tenth(center.y), rx: tenth(band.x * scale), ry: tenth(band.y * scale), fill: BANDS[(all.length - place) % 2], stroke: EDGE }));
  });
  for (const { edge } of wedges()) {
    const end = spot(edge);
    made.append(svg('path', { d: `M${tenth(center.x)} ${tenth(center.y)}L${tenth(end.x)} ${tenth(end.y)}`, stroke: EDGE }));
  }
  return made;
}

const svgText = () => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(drawing(SHEETS[isTall() ? 'tall' : 'wide']))}\n`.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');

/** @param {Blob} blob @param {string} ending @param {string} [named] */
function download(blob, ending, named) {
  const href = URL.createObjectURL(blob);
  const name = named || data.title.normalize('NFKD').replace(/[^\w]+/g, '-').replace(/^-|-$/g, '').toLowerCase().slice(0, 60) || 'map';
  const link = el('a', { href, download: `${name}.${ending}` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), 30000);
}

function saveSvg() {
  download(new Blob([svgText()], { type: 'image/svg+xml' }), 'svg');
  say('The drawing was saved.');
}

function savePng() {
  const source = URL.createObjectURL(new Blob([svgText()], { type: 'image/svg+xml' }));
  const picture = new Image();
  picture.onload = () => {
    const big = document.createElement('canvas');
    big.width = 2 * picture.naturalWidth;
    big.height = 2 * picture.naturalHeight;
    big.getContext('2d').drawImage(picture, 0, 0, big.width, big.height);
    URL.revokeObjectURL(source);
    big.toBlob((blob) => {
      if (blob) download(blob, 'png');
      say(blob ? 'The picture was saved.' : 'The picture could not be made; save the drawing instead.');
    });
  };
  picture.onerror = () => say('The picture could not be made; save the drawing instead.');
  picture.src = source;
}

function startPrint() {
  const paper = byId('paper');
  window.addEventListener('beforeprint', () => paper.replaceChildren(drawing(SHEETS.poster, true)));
  window.addEventListener('afterprint', () => paper.replaceChildren());
}
