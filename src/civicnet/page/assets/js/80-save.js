// @ts-check
// The picture as a file: one writer makes the drawing (SVG); the PNG is that drawing at twice its size.

const SHEET = { width: 1600, height: 1000, left: 300, top: 92, bottom: 44 };

/** @param {number} x @param {number} y @param {string} text @param {number} size @param {Record<string, any>} [given] */
const write = (x, y, text, size, given = {}) => svg('text', { x, y, 'font-size': size, fill: INK, ...given, text });

/** The whole picture: title, caption, date, key, map, where it comes from. */
function drawing() {
  const tall = isTall();
  const width = tall ? 1000 : SHEET.width;
  const height = tall ? 1500 : SHEET.height;
  const left = tall ? 250 : SHEET.left;
  const sheet = svg('svg', { xmlns: SVG, viewBox: `0 0 ${width} ${height}`, width, height, 'font-family': FONTS.replaceAll('"', "'") });
  sheet.append(svg('title', { text: data.title }), svg('rect', { width, height, fill: PAPER }));
  const title = wrapTo(data.title, 28, width - 340);
  sheet.append(write(32, 50, title, 28, { 'font-weight': 700 }));
  sheet.append(write(32, 78, wrapTo(lensNow().caption, 15, width - 64), 15, { fill: '#4d586b' }));
  sheet.append(write(width - 32, 46, data.day, 16, { 'text-anchor': 'end', fill: '#4d586b' }));
  if (data.invented) {
    sheet.append(svg('rect', { x: width - 170, y: 54 - 80 + 84, width: 138, height: 26, rx: 13, fill: '#fde8a8' }));
    sheet.append(write(width - 101, 76, data.invented, 14, { 'text-anchor': 'middle', 'font-weight': 700 }));
  }
  sheet.append(keyDrawing(32, SHEET.top + 30));
  sheet.append(mapDrawing(left, SHEET.top + 12, width - left - 24, height - SHEET.top - SHEET.bottom - 12));
  const source = [data.made, `data of ${data.day}`, data.invented && 'the people and organizations are invented', audienceWords()].filter(Boolean).join(' · ');
  sheet.append(write(32, height - 18, source, 13, { fill: '#4d586b' }));
  return sheet;
}

const audienceWords = () => ({ public: 'for everybody', partners: 'for partners', core: 'for the inner circle' })[data.audience];

/** One line of text that fits. @param {string} text @param {number} size @param {number} most */
function wrapTo(text, size, most) {
  measuring.font = `${size}px ${FONTS}`;
  return shorten(text, most, (each) => measuring.measureText(each).width * 1.04);
}

/** What is switched on in the key. @param {number} x @param {number} y */
function keyDrawing(x, y) {
  const made = svg('g', {});
  let row = y;
  for (const [mark, tone, words] of lensNow().key || []) {
    const sign = lensIcon(mark, tone);
    sign.setAttribute('x', String(x));
    sign.setAttribute('y', String(row - 14));
    sign.removeAttribute('class');
    made.append(sign, write(x + 44, row, wrapTo(words, 15, 190), 15));
    row += 25;
  }
  row += lensNow().key ? 20 : 0;
  for (const { id, title } of GROUPS) {
    if (id === 'relations') continue;
    const on = data[id].filter((entry) => !state.off[id].has(entry.id) && (id !== 'lines' || edges.some((edge) => edge.line === entry.id && state.drawn.has(edge.id))));
    if (!on.length) continue;
    made.append(write(x, row, title, 15, { 'font-weight': 700 }));
    row += 26;
    for (const entry of on) {
      const mark = entryIcon(id, entry);
      const wide = id === 'lines' ? 34 : 18;
      mark.setAttribute('x', String(x));
      mark.setAttribute('y', String(row - 14));
      mark.setAttribute('width', String(wide));
      mark.setAttribute('height', '18');
      mark.removeAttribute('class');
      made.append(mark, write(x + wide + 10, row, wrapTo(id === 'sectors' ? upper(entry.label) : entry.label, 15, 170), 15));
      row += 25;
    }
    row += 20;
  }
  made.append(write(x, row, SIZES[state.size], 14, { fill: '#4d586b' }));
  return made;
}

/** @param {number} left @param {number} top @param {number} width @param {number} height */
function mapDrawing(left, top, width, height) {
  const kept = { focus, stretch, at: new Map(at) };
  focus = lensFocus();
  adapt(width, height);
  for (const [id, place] of targets()) at.set(id, place);
  const made = svg('g', { transform: `translate(${left} ${top})` });
  fillDrawing(made, width, height);
  ({ focus, stretch } = kept);
  for (const [id, place] of kept.at) at.set(id, place);
  return made;
}

/** @param {any} made @param {number} width @param {number} height */
function fillDrawing(made, width, height) {
  const box = ringBounds() || bounds();
  const room = { x: 60, y: 30 };
  const scale = Math.min((width - 2 * room.x) / (box.right - box.left), (height - 2 * room.y) / (box.bottom - box.top));
  const move = { x: width / 2 - ((box.left + box.right) / 2) * scale, y: height / 2 - ((box.top + box.bottom) / 2) * scale };
  const spot = (place) => ({ x: place.x * scale + move.x, y: place.y * scale + move.y });
  const drawn = edges.filter((edge) => state.drawn.has(edge.id)).sort(faintFirst);
  made.append(ringDrawing(spot, scale));
  for (const edge of drawn) made.append(lineDrawing(edge, spot, scale));
  for (const node of nodes.slice().sort(deepLast)) {
    if (state.shown.has(node.id)) made.append(actorDrawing(node, spot(at.get(node.id)), radiusOf(node) * scale), ringOf(node, spot(at.get(node.id)), radiusOf(node) * scale));
  }
  const names = placeLabels(spot, { w: width, h: height, scale, size: 15, zoomed: 1, keep: [] });
  for (const label of names) made.append(labelDrawing(label));
}

const tenth = (value) => Math.round(value * 10) / 10;

function lineDrawing(edge, spot, scale) {
  const { from, to, via } = course(edge);
  const [a, b, c] = [from, to, via].map((place) => place && spot(place));
  const d = c ? `M${tenth(a.x)} ${tenth(a.y)}Q${tenth(c.x)} ${tenth(c.y)} ${tenth(b.x)} ${tenth(b.y)}` : `M${tenth(a.x)} ${tenth(a.y)}L${tenth(b.x)} ${tenth(b.y)}`;
  const dashes = edge.dashes ? edge.dashes.map((each) => tenth(each * scale)).join(' ') : '';
  const line = svg('path', { d, fill: 'none', stroke: edge.color, 'stroke-width': tenth(edge.width * scale), 'stroke-opacity': opacityOf(edge) * (!focus || focus.lines.has(edge.id) ? 1 : 0.4), 'stroke-dasharray': dashes });
  if (edge.line !== 'adverse') return line;
  const mid = spot(middle(edge));
  return svg('g', {}, line, svg('path', { d: CROSS, fill: 'none', stroke: edge.color, 'stroke-width': 2, transform: `translate(${tenth(mid.x)} ${tenth(mid.y)})` }));
}

function actorDrawing(node, spot, radius) {
  const shape = look(node);
  const made = svg('g', { transform: `translate(${tenth(spot.x)} ${tenth(spot.y)}) scale(${tenth(radius)})`, opacity: !focus || focus.near.has(node.id) ? '' : 0.4 });
  made.append(svg('path', { d: shape.d, fill: PAPER, stroke: PAPER, 'stroke-width': (5 / radius).toFixed(2) }));
  made.append(svg('path', { d: shape.d, fill: shape.fill, stroke: shape.border, 'stroke-width': (1.3 / radius).toFixed(2), 'stroke-dasharray': node.kind === 'ghost' || node.away ? `${3 / radius} ${2.5 / radius}` : '', 'stroke-linejoin': 'round' }));
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
    made.append(svg('ellipse', { cx: tenth(center.x), cy: tenth(center.y), rx: tenth(band.x * scale), ry: tenth(band.y * scale), fill: BANDS[(all.length - place) % 2], stroke: '#dfe3ea' }));
  });
  for (const { edge } of wedges()) {
    const end = spot(edge);
    made.append(svg('path', { d: `M${tenth(center.x)} ${tenth(center.y)}L${tenth(end.x)} ${tenth(end.y)}`, stroke: '#d3d9e3' }));
  }
  return made;
}

const svgText = () => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(drawing())}\n`.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '');

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
