// @ts-check
// Many actors as few marks: by organization, sector or community; a group opens when it is asked for.

const GROUPINGS = { none: 'Everybody', organization: 'By organization', sector: 'By sector', community: 'By community' };
/** What a mark says, in the key. */
const INSIDE = { organization: 'with its people inside', sector: 'a sector, how many it holds', community: 'who work together most, by sector' };
/** So many tables stand for themselves; more are one mark. */
const MANY_TABLES = 20;
kindOf.set('group', { one: 'Group', shape: 'dot' });
/** One mark for each sector and each community; their numbers are below zero. @type {any[]} */
const marks = [];
/** Which groups are open. @type {Set<number>} */
const opened = new Set();
/** Who stands for somebody who is not drawn: their group. @type {Map<number, number>} */
const standing = new Map();
/** For each line the one that is drawn in its place; and for how many that one is drawn. @type {Map<number, number>} */
const bundled = new Map();
/** @type {Map<number, number>} */
const bundles = new Map();

const isGrouped = () => state.group !== 'none';
/** @param {number} id */
const stand = (id) => (standing.has(id) ? standing.get(id) : id);
/** The ends of a line, as it is drawn. @param {any} edge */
const endsOf = ({ from, to }) => [stand(from), stand(to)];
const shownNodes = () => [...state.shown].map((id) => nodeOf.get(id));
/** A line is broader where it stands for more. @param {any} edge */
const widthOf = ({ id, width }) => (bundles.get(id) > 1 ? 1.2 + 0.8 * Math.log2(bundles.get(id)) : width);
/** Dashes that stay apart however broad the line. @param {any} edge */
const dashesOf = (edge) => edge.dashes && edge.dashes.map((dash) => dash * thicker() * max(1, widthOf(edge) / 2));

/** The group that an actor is in, as grouped now; itself where it is in none. @param {any} node */
function groupOf(node) {
  if (node.kind === 'ghost' || !isGrouped()) return node.id;
  return (nodeOf.get(node.home).groups || {})[state.group] || node.home;
}

/** Whom a group holds, as far as the key shows them. @param {number} id */
const within = (id) => (isGrouped() ? nodes : []).filter((node) => node.id !== id && state.held.has(node.id) && groupOf(node) === id);

/** From who and what is shown to what is drawn: closed groups stand for their members, one line for many. */
function lift() {
  lifted = null;
  for (const each of [standing, bundled, bundles]) each.clear();
  for (const mark of marks) {
    mark.links = mark.inside = 0;
    if (mark.lead !== undefined) mark.label = `Around ${nodeOf.get(mark.lead).label}`;
  }
  for (const node of isGrouped() ? nodes : []) {
    const group = groupOf(node);
    if (group !== node.id && !opened.has(group)) standing.set(node.id, group);
    if (group < 0 && state.held.has(node.id) && ['organization', 'table', 'person'].includes(node.kind)) nodeOf.get(group).inside += 1;
  }
  state.shown = new Set([...state.held].map(stand));
  state.drawn = new Set(state.kept);
  const closed = new Set(standing.values());
  const first = new Map();
  for (const id of closed.size ? state.kept : []) {
    const [from, to] = endsOf(edges[id]).sort((one, two) => one - two);
    if (!closed.has(from) && !closed.has(to)) continue;
    const pair = `${from} ${to}`;
    const line = `${pair} ${edges[id].line}`;
    if (from === to || first.has(line)) state.drawn.delete(id);
    if (from === to) continue;
    if (!first.has(pair)) for (const end of [from, to]) nodeOf.get(end).links += end < 0 ? 1 : 0;
    first.set(pair, id);
    if (!first.has(line)) first.set(line, id);
    bundled.set(id, first.get(line));
    bundles.set(first.get(line), (bundles.get(first.get(line)) || 0) + 1);
  }
  bendApart();
}

/** @type {any} */
let lifted = null;
/** The view, with groups in the place of their members: a group is ringed like whoever is most urgent in it. */
function lensHere() {
  const lens = lensNow();
  if (!standing.size) return lens;
  if (!lifted || lifted.lens !== lens) {
    const rings = new Map();
    for (const [id, tone] of lens.rings) rings.set(stand(id), min(tone, rings.has(stand(id)) ? rings.get(stand(id)) : tone));
    const lines = new Set([...lens.lines].map((id) => (bundled.has(id) ? bundled.get(id) : id)));
    lifted = { ...lens, lens, rings, lines, near: new Set([...lens.near].map(stand)) };
  }
  return lifted;
}

function makeMarks() {
  const bodies = nodes.filter(({ id, home, kind }) => home === id && kind !== 'table');
  const tables = nodes.filter(({ kind }) => kind === 'table');
  const flat = data.places.near.wide;
  const [wide, tall] = [0, 1].map((axis) => max(...bodies.map(({ id }) => flat[2 * id + axis])) - min(...bodies.map(({ id }) => flat[2 * id + axis])) + 60);
  const add = (by, label, inside, lead) => {
    if (!inside.length) return;
    // Together the marks of a grouping cover a tenth of the map.
    const size = sqrt((wide * tall * inside.length) / bodies.length / 10 / PI);
    const mark = { id: -10 - marks.length, home: -10 - marks.length, homes: [], facts: [], kind: 'group', hollow: true, by, label, bodies: inside, lead };
    enter(mark);
    dress(mark);
    marks.push(Object.assign(mark, { size, slices: slicesOf(inside) }));
    for (const body of inside) body.groups = { ...body.groups, [by]: mark.id };
  };
  if (data.sectors.length > 1) for (const { id, label } of data.sectors) add('sector', upper(label), bodies.filter((body) => body.sector === id));
  const { of, around: leads } = data.groups || { of: [], around: [] };
  leads.forEach((lead, place) => add('community', '', bodies.filter((_, at) => of[at] === place), lead));
  if (leads.length) add('community', 'With few ties', bodies.filter((_, at) => of[at] < 0));
  if (tables.length > MANY_TABLES) for (const by of new Set(marks.map((mark) => mark.by))) add(by, 'Tables', tables);
}

/** A ring in the colours of its sectors, each as long as it has bodies in it; its middle is for their number. @param {any[]} bodies */
function slicesOf(bodies) {
  let turn = -PI / 2;
  const spot = (far, angle) => `${(far * cos(angle)).toFixed(3)} ${(far * sin(angle)).toFixed(3)}`;
  return [...new Set(data.sectors.map(({ id }) => id)).add('')].flatMap((id) => {
    const mine = bodies.filter(({ sector }) => sector === id);
    const share = mine.length / bodies.length;
    if (!share) return [];
    if (share === 1) return [[`${SHAPES.dot}M-.62 0A.62 .62 0 1 0 .62 0A.62 .62 0 1 0 -.62 0Z`, mine[0].color]];
    const from = turn;
    turn += 2 * PI * share;
    const large = share > 0.5 ? 1 : 0;
    return [[`M${spot(1, from)}A1 1 0 ${large} 1 ${spot(1, turn)}L${spot(0.62, turn)}A.62 .62 0 ${large} 0 ${spot(0.62, from)}Z`, mine[0].color]];
  });
}

/** Stand the marks in the middle of their members, none on another or on a table. @param {Map<number, {x: number, y: number}>} found */
function standMarks(found) {
  const mine = marks.filter(({ by }) => by === state.group);
  for (const { id, bodies } of mine) {
    const [x, y] = ['x', 'y'].map((axis) => bodies.reduce((sum, body) => sum + found.get(body.id)[axis], 0) / bodies.length);
    found.set(id, { x, y });
  }
  const others = [...mine, ...nodes.filter(({ kind, groups }) => kind === 'table' && !groups)];
  for (let turn = 0; turn < 60; turn += 1) {
    for (const one of mine) {
      for (const two of others) {
        const [a, b] = [found.get(one.id), found.get(two.id)];
        const apart = hypot(a.x - b.x, a.y - b.y) || 1;
        const push = (1.5 * one.size + 1.3 * two.size - apart) / apart / 2;
        if (one === two || push <= 0) continue;
        a.x += (a.x - b.x) * push;
        a.y += (a.y - b.y) * push;
      }
    }
  }
}

/** How many a group holds, written into its mark. @param {Map<number, any>} spots @param {Mesh} taken @param {any} room */
const groupNumbers = (spots, taken, room) =>
  marks.flatMap(({ id, inside }) => {
    const { spot, reach } = spots.get(id) || { reach: 0 };
    if (reach < 11) return [];
    const size = clamp(reach * 0.5, 9, room.size * 1.4);
    const block = wrap(String(inside), `700 ${size}px ${FONTS}`, size);
    const label = { ...block, id, name: String(inside), x: spot.x - block.w / 2, y: spot.y - block.h / 2, size, weight: 700 };
    taken.add(label);
    return [label];
  });

/** Draw what was grouped, opened or closed. */
function regroup() {
  labelled = '';
  refilter();
  for (const [id, place] of targets()) at.set(id, place);
  tell('filter');
  tell('group');
}

/** @param {string} by */
function groupBy(by) {
  state.group = by;
  opened.clear();
  if (state.chosen !== null) choose(null);
  regroup();
  fit(true);
  say(`${GROUPINGS[by]}: ${count(state.shown.size, 'mark')} and ${count(state.drawn.size, 'line')}.`);
}

/** Open the groups in which some stand. @param {number[]} ids */
function reveal(ids) {
  const hidden = ids.filter((id) => standing.has(id));
  for (const id of hidden) opened.add(standing.get(id));
  if (hidden.length) regroup();
}

/** Open the group of an actor, or close it again. @param {number|null} id */
function turnGroup(id) {
  if (id === null) return;
  const group = groupOf(nodeOf.get(id));
  const many = within(group).length;
  if (!many) return;
  if (!opened.delete(group)) opened.add(group);
  state.chosen = group;
  keepFocus(() => {
    regroup();
    tell('choose');
  });
  say(`${isolate(nodeOf.get(group).label)} is ${opened.has(group) ? `open: ${count(many, 'actor')}` : 'closed'}.`);
}

/** What details say of groups: a button to open or close one, to whom it is linked, whom it holds. @param {any} node */
function groupParts(node) {
  const group = groupOf(node);
  const all = within(group);
  if (!all.length) return [];
  const open = opened.has(group);
  const button = act('open', `${open ? 'Close' : 'Open'} this group`, () => turnGroup(group), { class: 'act', 'aria-keyshortcuts': 'O' });
  if (group >= 0 || node.id !== group) return [button];
  const near = new Map();
  for (const line of open ? [] : around(group).lines) {
    const far = endsOf(edges[line]).find((id) => id !== group);
    near.set(far, [...(near.get(far) || []), `${lineOf.get(edges[line].line).label.toLowerCase()}: ${bundles.get(line)}`]);
  }
  const first = all.sort((one, two) => importance(two) - importance(one)).slice(0, 100);
  return [
    button,
    section('Linked to', [...near].map(([id, words]) => neighbour(nodeOf.get(id), words.join(' · ')))),
    section('In this group', first.map((each) => neighbour(each, placeWords(each))), all.length > 100 ? `100 of ${all.length}; the table has all.` : ''),
  ];
}

/** What stands in the key for groups: signs and words. */
function groupSigns() {
  if (!isGrouped()) return [];
  const mark = marks.find(({ by }) => by === state.group);
  return [[mark ? actorIcon(mark) : entryIcon('kinds', kindOf.get('organization')), INSIDE[state.group]], [lineIcon({ color: '#3f4c63', dashes: [], width: 5 }), 'broader: it stands for more']];
}

/** Groupings that say something for these data; and the one for too many to be told apart. */
function groupings() {
  const held = nodes.filter(({ kind, coded }) => !coded && kind !== 'asset' && kind !== 'ghost');
  const all = Object.keys(GROUPINGS).filter((by) => by === 'none' || marks.some((mark) => mark.by === by) || (by === 'organization' && held.some(({ id, home }) => home !== id)));
  const few = held.filter(({ id, home }) => home === id).length <= 400;
  const wanted = [few ? 'organization' : '', 'community', 'sector', 'organization'].find((by) => all.includes(by));
  return [all, (held.length > 1000 && wanted) || 'none'];
}

function startGroups() {
  if (groupingsHere.length < 2) return;
  const select = el('select', { id: 'group', 'aria-label': 'What is drawn as one' }, ...groupingsHere.map((value) => el('option', { value, text: GROUPINGS[value] })));
  select.addEventListener('change', () => groupBy(select.value));
  const close = act('close-all', 'Close all', () => {
    groupBy(state.group);
    select.focus();
  }, { class: 'quiet' });
  byId('controls').prepend(select, close);
  const paint = () => {
    select.value = state.group;
    close.hidden = !opened.size;
    const signs = groupSigns().map((sign) => el('li', {}, ...sign));
    byId('grouped').replaceChildren(...(signs.length ? [el('h2', { text: GROUPINGS[state.group] }), el('ul', { class: 'signs' }, ...signs, el('li', { text: 'Click twice, or press O, to open one.' }))] : []));
  };
  when('group', paint);
  paint();
  network.on('doubleClick', () => turnGroup(state.chosen));
}

makeMarks();
const [groupingsHere, groupedAtFirst] = groupings();
state.group = groupedAtFirst;
