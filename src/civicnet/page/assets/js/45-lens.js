// @ts-check
// A view is an answer: who is ringed, who is missing, which ties are not there yet, in plain words.

/** Rings differ in colour and in dashes. */
const TONES = [{ color: '#b3261e', dashes: [] }, { color: '#a35c00', dashes: [5, 3] }, { color: '#2f55c8', dashes: [1.5, 2.5] }];
/** @type {Map<string, any>} */
const lensOf = new Map();
for (const lens of data.lenses) {
  const rings = new Map(lens.rings || []);
  const lines = new Set([...(lens.wishes || []), ...(lens.ways || [])]);
  const near = new Set([...rings.keys(), ...(lens.ghosts || [])]);
  for (const id of lines) {
    near.add(edges[id].from);
    near.add(edges[id].to);
  }
  lensOf.set(lens.id, { ...lens, rings, near, lines, soft: true });
}
const lensNow = () => lensOf.get(state.lens);
/** What the view says; it was counted before anything was changed here. */
const captionNow = () => lensNow().caption + (rows.length && state.lens !== 'leave' ? ` Counted before ${count(rows.length, 'change')} made in this page.` : '');
/** What the view is about, where nobody in particular is looked at. */
const lensFocus = () => (lensNow().near.size && lensNow().places === 'near' ? lensHere() : null);
/** @param {any} node */
const toneOf = (node) => TONES[lensHere().rings.get(node.id)];

/** @param {string} id */
function openLens(id) {
  if (!lensOf.has(id)) return;
  everybodyBack();
  state.lens = id;
  const turned = state.arrangement !== lensNow().places;
  state.arrangement = lensNow().places;
  setTime();
  reserve();
  tell('filter');
  if (turned) tell('arrangement');
  tell('lens');
  say(`${lensNow().label}. ${lensNow().caption}`);
}

/** @param {CanvasRenderingContext2D} ctx @param {any} node */
function drawRing(ctx, node) {
  const tone = toneOf(node);
  if (!tone || !state.shown.has(node.id)) return;
  const { x, y } = at.get(node.id);
  const unit = 1 / max(network.getScale(), 0.01);
  ctx.save();
  ctx.strokeStyle = tint(tone.color);
  ctx.lineWidth = 2.6 * unit;
  ctx.setLineDash(tone.dashes.map((dash) => dash * 1.4 * unit));
  ctx.beginPath();
  ctx.arc(x, y, radiusOf(node) * 1.12 + 4 * unit, 0, 7);
  ctx.stroke();
  ctx.restore();
}

/** A ring in a drawing. @param {any} node @param {any} spot @param {number} radius */
function ringOf(node, spot, radius) {
  const tone = toneOf(node);
  return tone ? svg('circle', { cx: tenth(spot.x), cy: tenth(spot.y), r: tenth(radius * 1.12 + 4), fill: 'none', stroke: tone.color, 'stroke-width': 2.6, 'stroke-dasharray': tone.dashes.join(' ') }) : '';
}

/** The sign that stands before an entry of a view's key. @param {string} mark @param {number} tone */
function lensIcon(mark, tone) {
  const made = svg('svg', { viewBox: '0 0 34 18', class: 'icon', width: 34, height: 18, 'aria-hidden': 'true' });
  if (mark === 'ring') made.append(svg('circle', { cx: 17, cy: 9, r: 7, fill: 'none', stroke: TONES[tone].color, 'stroke-width': 2.6, 'stroke-dasharray': TONES[tone].dashes.join(' ') }));
  else if (mark === 'ghost') made.append(svg('circle', { cx: 17, cy: 9, r: 6.5, fill: PAPER, stroke: INK, 'stroke-width': 1.4, 'stroke-dasharray': '3 2.5' }));
  else if (mark === 'line') made.append(svg('path', { d: 'M2 9H32', stroke: TONES[tone].color, 'stroke-width': 2.6, 'stroke-dasharray': tone ? '' : '7 4' }));
  else made.append(svg('path', { d: 'M2 9H32', stroke: mark === 'wish' ? WISH.color : '#3f4c63', 'stroke-width': mark === 'wish' ? 2 : 2.6, 'stroke-dasharray': mark === 'wish' ? '2 4' : '' }));
  return made;
}

/** The key of a view and what it lists, above the rest of the key. */
function lensParts() {
  const { label, key, list } = lensNow();
  if (!key || !key.length) return [];
  const rows = (list || []).filter((row) => !row[4] || !calendar.waved || row[4] === stop).map(([title, words, id, date, when]) => {
    const body = el('span', { class: 'who' }, bdi(title, 'strong'), el('span', { class: 'words', text: (date ? `${day(date)}: ` : '') + words, dir: 'auto' }));
    return el('li', { 'aria-current': date && when === stop && 'date' }, id === null ? el('div', { class: 'neighbour' }, body) : el('button', { type: 'button', class: 'neighbour', on: { click: () => choose(id, { focus: true }) } }, actorIcon(nodeOf.get(id)), body));
  });
  return [
    el(
      'div',
      { class: 'group lens' },
      el('h2', { text: label }),
      el('ul', { class: 'signs' }, ...key.map(([mark, tone, words]) => el('li', {}, lensIcon(mark, tone), el('span', { text: words })))),
      rows.length ? el('ul', {}, ...rows) : null,
    ),
  ];
}

/** One button a view; its number is its key. */
function startLenses() {
  const bar = el('div', { id: 'lenses', class: 'segments', role: 'group', 'aria-label': 'Questions' });
  data.lenses.forEach(({ id, label }, place) => {
    bar.append(el('button', { type: 'button', 'data-way': id, title: `Key ${place < 9 ? place + 1 : 'T'}`, text: label, on: { click: () => openLens(id) } }));
  });
  const paint = () => {
    for (const each of bar.children) each.setAttribute('aria-pressed', String(each.dataset.way === state.lens));
    byId('caption').textContent = captionNow();
  };
  if (data.lenses.length > 1) byId('view-map').prepend(bar);
  when('lens', paint);
  paint();
}
