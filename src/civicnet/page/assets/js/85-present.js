// @ts-check
// Presenting: each slide is the map in one state, with a title and a note in large type.

const slides = data.story.map((slide) => ({ ...slide }));
let slideNow = 0;
let unsaved = false;
const isPresenting = () => !byId('slide').hidden;
/** What the key hides before anybody touches it. @param {string} group */
const offAtFirst = (group) => data[group].filter((entry) => entry.on === false).map((entry) => entry.id);

/** Where a slide of the calendar stands. @param {any} slide */
const stopOf = (slide) => (slide.stop === undefined ? calendar.start : slide.stop);

/** The words and the key of the slide; of another view, where somebody turns to it meanwhile. */
function paintSlide() {
  const slide = slides[slideNow];
  const { label, key } = lensNow();
  const own = slide.leaves || (state.lens === slide.view && (!inCalendar() || stop === stopOf(slide)));
  byId('slide-title').textContent = own ? slide.title : label;
  byId('slide-note').textContent = own ? slide.note : captionNow();
  byId('slide-number').textContent = `${slideNow + 1} of ${slides.length}`;
  byId('slide-drop').hidden = !slide.kept;
  const sign = (mark, words) => el('li', {}, mark, bdi(words));
  const signs = (key || []).map(([mark, tone, words]) => sign(lensIcon(mark, tone), words));
  const grouped = groupSigns().map(([mark, words]) => sign(mark, words));
  const drawn = new Set(edges.filter((edge) => state.drawn.has(edge.id) && edge.line !== 'belongs').map((edge) => edge.line));
  for (const group of signs.length ? ['sectors'] : ['kinds', 'lines', 'sectors']) {
    for (const entry of data[group]) {
      if (!state.off[group].has(entry.id) && (group !== 'lines' || drawn.has(entry.id))) signs.push(sign(entryIcon(group, entry), upper(entry.label)));
    }
  }
  byId('signs').replaceChildren(...signs, ...grouped);
  resized(); // their height is the map's loss
}

/** Show a slide: its view, its filter, its size, whom it chooses, who leaves. @param {number} place */
function openSlide(place) {
  slideNow = clamp(place, 0, slides.length - 1);
  const slide = slides[slideNow];
  for (const group of Object.keys(state.off)) state.off[group] = new Set((slide.off || {})[group] || offAtFirst(group));
  state.chosen = null;
  state.hovered = null;
  openPanel();
  const turned = state.arrangement !== lensOf.get(slide.view).places;
  state.size = slide.size || 'links';
  state.group = groupingsHere.includes(slide.group) ? slide.group : groupedAtFirst;
  opened.clear();
  byId('size').value = state.size;
  // The pane may get another height; the map takes its new places within the move below.
  fitted = false;
  state.lens = slide.view;
  stop = stopOf(slide);
  regroup();
  paintSlide();
  openLens(slide.view);
  if (!turned) {
    adapt();
    settle();
  }
  tell('size');
  if (slide.leaves) ask([slide.leaves, !!slide.vacant]);
  if (slide.choose !== undefined) choose(slide.choose);
  before = null;
  const look = () => (slide.close ? closeUp(slide.choose) : fit(true));
  // Who is on the way to another place is looked at on arrival.
  if (turned && !calm.matches) setTimeout(() => slides[slideNow] === slide && isPresenting() && look(), 600);
  else look();
  say(`Slide ${slideNow + 1} of ${slides.length}. ${slide.title} ${slide.note}`);
}

/** Go near to somebody and all around them. @param {number} id */
function closeUp(id) {
  const [x, y] = ['x', 'y'].map((axis) => {
    const all = [...around(id).near].map((each) => at.get(each)[axis]);
    const [least, most] = [min(...all), max(...all)];
    return { middle: (least + most) / 2, span: most - least + 1 };
  });
  fitted = false;
  const scale = min((pane.clientWidth - 240) / x.span, (pane.clientHeight - 120) / y.span);
  moveCamera({ x: x.middle, y: y.middle }, clamp(scale, fitScale, fitScale * 3), true);
}

/** @param {boolean} on */
function present(on) {
  if (on === isPresenting()) return;
  if (on) show('map');
  byId('slide').hidden = byId('foot').hidden = !on;
  document.body.classList.toggle('present', on);
  labelled = '';
  if (on) {
    openSlide(slideNow);
    byId('slide-title').focus();
  } else {
    byId('slide-menu').open = false;
    fillPanel();
    resized();
    byId('present').focus();
    say('The presentation has ended.');
  }
}

/** For a projector in a bright room: dark, broad lines and black words. */
function contrast() {
  state.projector = document.body.classList.toggle('projector');
  byId('slide-contrast').setAttribute('aria-pressed', String(state.projector));
  edgeSet.update(edges.map(visEdge));
  say(state.projector ? 'High contrast' : 'Usual contrast');
}

/** Hide the note, or show it again. */
function toggleNote() {
  const off = document.body.classList.toggle('noteless');
  byId('slide-notes').setAttribute('aria-pressed', String(!off));
  resized();
  say(off ? 'The note is hidden' : byId('slide-note').textContent);
}

/** What the map shows now, in a few words. */
function titleNow() {
  const { id, label } = lensNow();
  const node = nodeOf.get(state.chosen);
  return node ? (id === 'near' ? '' : `${label}: `) + node.label : label;
}

/** Keep what the map shows now as the last slide. */
function keepSlide() {
  const { id, caption } = lensNow();
  const node = state.chosen < 0 ? null : nodeOf.get(state.chosen);
  /** @type {any} */
  const slide = { title: titleNow().slice(0, 120), note: (node ? sumWords(node) : caption).slice(0, 1000), view: id, kept: true };
  if (inCalendar()) slide.stop = stop;
  if (id === 'leave') Object.assign(slide, { view: lensBefore, leaves: asked[0], vacant: asked[1] || undefined });
  if (state.size !== 'links') slide.size = state.size;
  if (state.group !== groupedAtFirst) slide.group = state.group;
  for (const group of Object.keys(state.off)) {
    const off = data[group].filter((entry) => state.off[group].has(entry.id)).map((entry) => entry.id);
    if (String(off) !== String(offAtFirst(group))) slide.off = { ...slide.off, [group]: off };
  }
  if (node) slide.choose = node.id;
  if (node && !fitted) slide.close = true;
  slides.push(slide);
  unsaved = true;
  if (isPresenting()) openSlide(slides.length - 1);
  byId('slide-menu').open = false;
  say(`Kept as slide ${slides.length}. Save the story to have it in the next map.`);
}

/** Take a kept slide away again. */
function dropSlide() {
  slides.splice(slideNow, 1);
  openSlide(slideNow);
  byId('slide-title').focus();
}

/** A text as TOML writes it. @param {string} text */
const quoted = (text) => JSON.stringify(text).replace(/\u007f/g, '\\u007f');

/** The words of the key for what is hidden or shown; with their group where they stand twice. @param {string} group @param {any} entry */
function keyWords(group, { id, label }) {
  const same = GROUPS.filter((each) => data[each.id].some((one) => [one.id, one.label].some((words) => fold(words) === fold(label))));
  return quoted(same.length > 1 ? `${group}/${id}` : label);
}

/** All slides as the file that `--story` takes. */
function storyText() {
  const lines = [`# Slides for: civicnet map DATA --story story.toml (${data.made})`];
  for (const { title, note, view, group, stop: place, size, off, choose: id, close, leaves, vacant } of slides) {
    lines.push('', '[[slide]]', `title = ${quoted(title)}`, `note = ${quoted(note)}`, `view = ${quoted(view)}`);
    if (place !== undefined) lines.push(`when = ${quoted(calendar.stops[place][0])}`);
    if (group) lines.push(`group = ${quoted({ none: 'everybody' }[group] || group)}`);
    if (size) lines.push(`size = ${quoted({ links: 'partners' }[size] || size)}`);
    for (const hidden of [true, false]) {
      const told = Object.keys(off || {}).flatMap((group) =>
        data[group].filter((entry) => off[group].includes(entry.id) === hidden && (entry.on === false) !== hidden).map((entry) => keyWords(group, entry)),
      );
      if (told.length) lines.push(`${hidden ? 'hide' : 'show'} = [${told.join(', ')}]`);
    }
    const names = (ids) => ids.map((each) => quoted(nodeOf.get(each).label)).join(', ');
    if (leaves) lines.push(`leaves = [${names(leaves)}]`);
    if (vacant) lines.push('vacant = true');
    if (id !== undefined) lines.push(`choose = ${names([id])}`);
    if (close) lines.push('camera = "close"');
  }
  return lines.join('\n') + '\n';
}

function saveStory() {
  download(new Blob([storyText()], { type: 'application/toml' }), 'toml', 'story');
  unsaved = false;
  say('The story was saved.');
}

/** What the keys of a keyboard or a presenter's remote do. @type {Record<string, () => void>} */
const SLIDE_KEYS = {
  ArrowRight: () => openSlide(slideNow + 1),
  ArrowLeft: () => openSlide(slideNow - 1),
  Home: () => openSlide(0),
  End: () => openSlide(slides.length - 1),
  Escape: () => {
    const menu = byId('slide-menu');
    if (!menu.open) present(false);
    else {
      menu.open = false;
      menu.firstElementChild.focus();
    }
  },
  c: contrast,
  d: turnTheme,
  n: toggleNote,
  // The start button of many remotes; a page loaded anew would lose what was kept.
  F5: () => {},
};
SLIDE_KEYS.PageDown = SLIDE_KEYS.ArrowDown = SLIDE_KEYS[' '] = SLIDE_KEYS.ArrowRight;
SLIDE_KEYS.PageUp = SLIDE_KEYS.ArrowUp = SLIDE_KEYS.ArrowLeft;

/** @param {KeyboardEvent} event */
function slideKeys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId('info').open || !(event.target instanceof Element)) return;
  const key = event.key.length > 1 ? event.key : event.key.toLowerCase();
  if (!isPresenting()) {
    if (key !== 'p' || event.target.closest('input, select, textarea')) return;
    present(true);
  } else {
    if (!SLIDE_KEYS[key] || (key === ' ' && event.target.closest('button, summary')) || (key.startsWith('Arrow') && event.target.id === 'stop')) return;
    SLIDE_KEYS[key]();
  }
  event.preventDefault();
  event.stopPropagation();
}

function startPresent() {
  onClick({
    present: () => present(true),
    keep: keepSlide,
    story: saveStory,
    'slide-back': SLIDE_KEYS.ArrowLeft,
    'slide-on': SLIDE_KEYS.ArrowRight,
    'slide-contrast': contrast,
    'slide-notes': toggleNote,
    'slide-keep': keepSlide,
    'slide-drop': dropSlide,
    'slide-png': savePng,
    'slide-story': saveStory,
    'slide-end': () => present(false),
  });
  when('lens', () => isPresenting() && paintSlide());
  // Before the map hears them: its arrows would walk from neighbour to neighbour.
  document.addEventListener('keydown', slideKeys, true);
}
