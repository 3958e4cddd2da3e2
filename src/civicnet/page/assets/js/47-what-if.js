// @ts-check
// What if somebody leaves: what only they carry turns red, then goes; the office stays with its agreements.

/** Who leaves, in that order, and whether nobody follows; and what was asked before. @type {[number[], boolean]} */
let asked = [[], false];
/** @type {Array<[number[], boolean]>} */
const past = [];
/** @type {Set<number>} lines that are gone */
let ended = new Set();
/** @type {Set<number>} lines about to go */
let red = new Set();
/** @type {any[]} lines that end at an office for now: line, end, whose it was */
let hung = [];
let timer = 0;
let lensBefore = state.lens;
for (const node of nodes) node.empty = node.hollow;

/** @param {any} edge */
const redden = (edge) => (red.has(edge.id) ? { ...edge, color: TONES[0].color, width: edge.width * 1.5 } : timed(edge));
/** @param {string[]} parts */
const listed = (parts) => [parts.slice(0, -1).join(', '), parts[parts.length - 1]].filter(Boolean).join(' and ');
/** @param {number[]} ids */
const named = (ids) => ids.map((id) => isolate(nodeOf.get(id).label));

/** What is lost, in names: partners, data that close or stand unattended, functions, other assets. @param {any} found */
function lost({ cut, goes, shut }) {
  const of = (rows, sort) => rows.filter((row) => row[1] === sort).map(([id]) => id);
  const kinds = (rows) => of(rows, 'f').map((id) => nodeOf.get(id).sub);
  const last = [...leaving.lasting, ...kinds(leaving.assets.filter((row) => !goes.includes(row)))];
  const money = goes.reduce((sum, row) => sum + row[2], 0);
  return [named(cut), named(of(goes, 'd')), named(of(shut, 'd')), [...new Set(kinds(goes))].filter((kind) => !last.includes(kind)), named(of(goes, '')), money];
}
const LOST = [['partners', 'cut off'], ['doors to data', 'closed'], ['doors to data', 'unattended'], ['functions', 'left to nobody'], ['assets', 'gone']];

/** The same in words, beyond what was lost before; so many are named. @param {any} was @param {any} is @param {number} most */
function losses(was, is, most) {
  const [old, now] = [lost(was), lost(is)];
  const money = now[5] - old[5];
  const said = LOST.map(([noun, fate], place) => {
    const names = now[place].filter((name) => !old[place].includes(name));
    return names.length && `${names.length > most ? `${names.length} ${noun}` : listed(names)} ${names.length === 1 ? 'is' : 'are'} ${fate}`;
  });
  return [...said, money > 0 && `${round(money).toLocaleString('en')} ${leaving.unit} a year is gone`].filter(Boolean);
}

/** The answer as a view: its caption, who is cut off, what each departure costs on top of those before. */
function answerLeaving() {
  const [who, empty] = asked;
  const each = who.map((_, place) => without(who.slice(0, place + 1), empty));
  const found = each[each.length - 1];
  const staff = (many) => (many > 0 ? [`${many} staff`] : []);
  const whom = who.length > 2 ? [`${who.length} people`] : named(who);
  const people = listed([...whom, ...staff(found.left.length - who.length)]);
  let caption = `Of ${count(leaving.pairs, 'pair')} of partners ${today.within.toLocaleString('en')} reach each other in ${leaving.within}; without ${people},${empty ? ' their offices vacant,' : ''} ${found.within.toLocaleString('en')}.`;
  for (const words of losses(today, found, 2)) if (caption.length + words.length < 190) caption += ` ${upper(words)}.`;
  const lines = new Set([...found.lines].filter((id) => state.kept.has(id)));
  const near = new Set(lines.size ? [...found.left, ...found.cut] : []);
  for (const id of lines) near.add(edges[id].from).add(edges[id].to);
  const list = who.map((id, place) => {
    const was = each[place - 1] || today;
    const is = each[place];
    const words = [`${count(was.within - is.within, 'pair')} fewer in ${leaving.within}`, ...losses(was, is, 9)].join('; ');
    return [listed([nodeOf.get(id).label, ...staff(is.left.length - was.left.length - 1)]), words, id];
  });
  const key = [['ghost', 0, 'has left']];
  if (found.cut.length) key.push(['ring', 0, 'cut off from the rest']);
  lensOf.set('leave', { id: 'leave', label: `What if ${listed(whom)} leave${who.length > 1 ? '' : 's'}?`, caption, places: 'near', key, rings: new Map(found.cut.map((id) => [id, 0])), near, lines, list, soft: true });
  return found;
}

/** Let a line end at somebody else. @param {any} edge @param {string} end @param {number} id */
function hang(edge, end, id) {
  const mine = edgesOf.get(edge[end]);
  mine.splice(mine.indexOf(edge), 1);
  edge[end] = id;
  edgesOf.get(id).push(edge);
}

/** Leave the places of some people empty, and of what goes with them. @param {any} found */
function emptyPlaces(found) {
  for (const node of nodes) {
    const posts = edgesOf.get(node.id).filter((edge) => edge.what === 'holds' && edge.to === node.id);
    node.away = found && (found.left.includes(node.id) || found.goes.some(([id]) => id === node.id));
    node.hollow = node.empty || node.away || (found && asked[1] && posts.length && posts.every((edge) => found.left.includes(edge.from)));
  }
}

/** Take the lines away that are gone, and hang those on the office that stay. @param {any} found */
function dropLines(found) {
  clearTimeout(timer);
  red = new Set();
  const changed = hung;
  for (const each of hung) hang(...each);
  hung = [];
  ended = new Set(found && found.lines);
  for (const edge of edges) {
    const here = CONTACT.has(edge.line) || edge.line === 'adverse';
    if (!here && (nodeOf.get(edge.from).away || nodeOf.get(edge.to).away)) ended.add(edge.id);
  }
  for (const [stays, ...lines] of found ? leaving.moves : []) {
    for (const line of lines) {
      const edge = edges[line < 0 ? -1 - line : line];
      const end = line < 0 ? 'to' : 'from';
      if (!nodeOf.get(edge[end]).away) continue;
      hung.push([edge, end, edge[end]]);
      hang(edge, end, stays);
    }
  }
  if (found) lensOf.get('leave').near = lensOf.get('leave').lines = new Set();
  refilter();
  labelled = '';
  edgeSet.update([...changed, ...hung].map(([edge]) => visEdge(edge)));
  tell('filter');
}

/** Ask who leaves. @param {[number[], boolean]} next */
function ask(next) {
  // It is asked of today.
  if (inCalendar() && next[0].length) openLens('near');
  if (red.size) dropLines(without(...asked));
  asked = next;
  reveal(asked[0]);
  const found = asked[0].length ? answerLeaving() : null;
  emptyPlaces(found);
  if (found && state.lens !== 'leave') lensBefore = state.lens;
  state.lens = found ? 'leave' : lensBefore;
  red = found ? lensHere().lines : new Set();
  keepFocus(() => tell('lens'));
  const done = () => {
    dropLines(found);
    say(found ? lensNow().caption : 'Everybody is back.');
  };
  if (!red.size || calm.matches) done();
  else {
    timer = setTimeout(done, 1200);
    labelled = '';
    network.redraw();
    say(lensNow().caption);
  }
}

/** Ask something else, and remember what was asked. @param {number[]} who @param {boolean} [empty] */
function askNow(who, empty = asked[1]) {
  past.push(asked);
  ask([who, empty]);
}
function undo() {
  if (past.length) ask(past.pop());
  else say('There is nothing to undo.');
}
/** Another question is about today, with everybody there. */
function everybodyBack() {
  if (asked[0].length) askNow([]);
}

/** @param {number|null} id */
const mayLeave = (id) => leaving.asks && (leaverAt.get(id) < leaving.asks || leaverAt.get(id) >= leaving.people.length);

/** Let somebody leave, or come back. @param {number|null} id */
function leave(id) {
  if (!mayLeave(id)) {
    say('Nobody is chosen of whom this may be asked.');
    return;
  }
  const [who] = asked;
  if (state.chosen !== null) choose(null);
  state.hovered = id;
  canvas.focus({ preventScroll: true });
  askNow(who.includes(id) ? who.filter((each) => each !== id) : [...who, id]);
}

/** A button that does it. @param {string} id @param {string} text @param {() => void} click @param {any} [given] */
const act = (id, text, click, given = { class: 'act' }) => button({ id, text, ...given }, click);

/** The button in somebody's details. @param {any} node */
function leaveButton({ id, label }) {
  if (!mayLeave(id)) return null;
  return act('leave', asked[0].includes(id) ? `Bring ${isolate(label)} back` : `What if ${isolate(label)} leaves?`, () => {
    show('map');
    leave(id);
  }, { class: 'act', 'aria-keyshortcuts': 'L' });
}

/** @param {KeyboardEvent} event */
function leaveKeys(event) {
  if (event.target.closest('input, select') || event.altKey || event.shiftKey) return;
  const key = (event.ctrlKey || event.metaKey ? 'ctrl ' : '') + event.key.toLowerCase();
  if (key === 'u') undo();
  else if (key === 'l') leave(looked());
  else return;
  event.preventDefault();
}

function startWhatIf() {
  if (!leaving.asks) return;
  when('lens', () => {
    if (state.lens !== 'leave') return;
    const choice = (id, text, empty) => act(id, text, () => askNow(asked[0], empty), { 'aria-pressed': String(asked[1] === empty) });
    byId('answer').firstChild.append(
      el('div', { class: 'segments', role: 'group', 'aria-label': 'Their offices' }, choice('filled', 'Refilled', false), choice('vacant', 'Vacant', true)),
      el('div', { class: 'marks' }, act('undo', 'Undo', undo), act('back', 'Everybody back', everybodyBack)),
    );
  });
  for (const id of ['view-map', 'panel', 'key']) byId(id).addEventListener('keydown', leaveKeys);
}
