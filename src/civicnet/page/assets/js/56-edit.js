// @ts-check
// Changes made in the page: a list of rows as `civicnet merge` takes them, each with its way back.

/** The columns of the list. */
const COLUMNS = 'change name to kind organization sector relation form strength note'.split(' ');
/** @type {any[]} changes made, in their order */
const rows = [];
/** How each is taken back. @type {Array<() => void>} */
const ways = [];
/** @type {any[]} changes taken back, the last first */
let taken = [];
const ADVERSE = ['adverse', 'disputes', 'opposes', 'conflicts with', 'sues', 'competes with'];
const BODY = ['organization', 'table'];
/** Whether a change may be about an actor. @param {any} node */
const mayChange = (node) => isLive(node) && !node.coded && [...BODY, 'person', 'office'].includes(node.kind);

/** The actor of a name: as it is written, else whatever its case, its width and, where `accents`, its accents. @param {string} [name] @param {boolean} [accents] */
function called(name = '', accents) {
  const same = (alike) => nodes.find((node) => mayChange(node) && alike(node.label) === alike(name));
  return same((each) => each) || same((each) => each.normalize('NFKC').toLowerCase()) || (accents && same(fold));
}
/** A text as Python cleans a cell: nothing invisible, single blanks. @param {any} text */
const tidy = (text) => String(text).normalize('NFC').replace(/[\u200b\u2060\ufeff\u00ad]/g, '').replace(/[\s\u0000-\u001f]+/g, ' ').trim();

/** What is wrong with a change, in words; nothing where nothing is. @param {any} row */
function wrong({ change, name, to, organization }) {
  const nobody = (each) => (each ? `Nobody here is called ${isolate(each)}. Add them first.` : 'Write a name first.');
  const there = (node) => `${isolate(node.label)} is here already.`;
  const [who, whom, home] = [name, to, organization].map((each) => called(each));
  if (change === 'add') {
    if (organization && !(home && BODY.includes(home.kind))) return nobody(organization);
    return who ? there(who) : name ? '' : nobody();
  }
  if (!who) return nobody(name);
  if (change === 'absent') return '';
  if (change === 'rename') return !to ? nobody() : whom && (whom !== who || to === who.label) ? there(whom) : '';
  if (!whom) return nobody(to);
  if (whom === who) return 'Nobody is tied to themselves.';
  return change === 'connect' || between(who, whom).length ? '' : 'These two are not tied.';
}

/** Ties and seats between two. @param {any} one @param {any} two @param {string} [relation] */
const between = (one, two, relation) =>
  edgesOf.get(one.id).filter((edge) => (edge.what === 'tie' || edge.what === 'seat') && edge.line !== 'wish' && isLive(edge) && other(edge, one.id) === two && (!relation || relation === (edge.relation || edge.role)));

/** Let several be gone, each with its way back. @param {any[]} items */
const gone = (items) => items.map((item) => {
  flip(item);
  return () => flip(item);
});

/** A free spot near somebody, else near one of the same sector, on the rings in its wedge; nobody else moves. @param {any} node @param {any} near @param {boolean} [seated] */
function spotNear(node, near, seated) {
  const member = node.home !== node.id;
  const room = member ? 3 : 26;
  return (flat, way, shape) => {
    const guide = way === 'rings' && !member && data.guides[shape];
    const kin = near || nodes.find((each) => each !== node && isLive(each) && each.home === each.id && each.sector === node.sector);
    let [x, y] = kin ? [flat[2 * kin.id], flat[2 * kin.id + 1]] : [0, 0];
    if (guide && guide.radii.length && node.kind !== 'table') {
      const wedge = guide.wedges[guide.sectors.indexOf(node.sector)];
      const angle = wedge ? (wedge[0] + wedge[1]) / 2 : Math.atan2(y, x);
      const [far] = guide.radii.slice(seated ? -2 : -1)[0];
      [x, y] = [far * guide.stretch[0] * cos(angle), far * guide.stretch[1] * sin(angle)];
    }
    const others = nodes.filter((each) => each !== node && isLive(each) && each.kind !== 'ghost');
    for (let turn = 0; ; turn += 1) {
      const far = (member ? near.girth + 12 : 0) + 4 * sqrt(turn);
      const spot = [x + far * cos(turn * 2.4), y + far * sin(turn * 2.4)];
      if (others.every(({ id, girth }) => hypot(flat[2 * id] - spot[0], flat[2 * id + 1] - spot[1]) > girth + node.girth + room)) return spot;
    }
  };
}

/** What each change does, and its way back. @type {Record<string, (row: any) => Array<() => void>>} */
const MAKE = {
  add({ name, kind, organization, sector }) {
    const home = called(organization);
    const fields = { label: name, kind: kind || 'person', sector: sector || '', came: true };
    const person = fields.kind === 'person';
    if (home && person) Object.assign(fields, { home: home.id, homes: [home.id], sector: sector || home.sector });
    else if (home) fields.facts = [['Part of', home.label]];
    const node = addActor(fields, (flat) => [0, 0]);
    place(node, spotNear(node, home));
    const lines = home && person ? [addLine({ from: node.id, to: home.id, line: 'belongs', what: 'works at', came: true })] : [];
    return [node, ...lines].map((item) => () => flip(item));
  },
  connect({ name, to, relation, form, strength }) {
    const [one, two] = [name, to].map((each) => called(each));
    const seat = fold(relation || '') === 'seat' || (!relation && two.kind === 'table');
    const back = [];
    for (const [node, far] of [[one, two], [two, one]]) {
      // Who came alone moves once: beside the first they are tied to.
      if (node.came && node.home === node.id && !edgesOf.get(node.id).length && !membersOf.get(node.id).length) back.push(place(node, spotNear(node, nodeOf.get(far.home), seat)));
    }
    const stands = (node) => node.kind !== 'person' || postOf(node) || node.home !== node.id;
    const written = form ? ['mou', 'contract', 'law'].includes(form) && stands(one) && stands(two) : one.kind === 'table' && two.kind === 'table';
    const edge = { from: one.id, to: two.id, came: true };
    if (seat) Object.assign(edge, { what: 'seat', line: 'seat', role: 'member', basis: one.kind === 'person' ? 'personal' : 'institutional' });
    else Object.assign(edge, { what: 'tie', line: ADVERSE.includes(fold(relation || '')) ? 'adverse' : data.audience === 'public' ? 'tie' : written ? 'written' : 'personal', relation, form, strength: strength && Number(strength) });
    const line = addLine(edge);
    return [...back, () => flip(line)];
  },
  disconnect: ({ name, to, relation }) => gone(between(called(name), called(to), relation)),
  rename({ name, to }) {
    const node = called(name);
    const old = node.label;
    const say = (is, was) => () => {
      node.label = is;
      const ending = `, ${was}`;
      for (const post of membersOf.get(node.id)) if (post.kind === 'office' && post.label.endsWith(ending)) post.label = post.label.slice(0, -ending.length) + `, ${is}`;
      for (const edge of edges) if (edge.for === was) edge.for = is;
      for (const lens of lensOf.values()) for (const row of lens.list || []) if (row[0] === was) row[0] = is;
    };
    say(to, old)();
    return [say(old, to)];
  },
  absent({ name }) {
    const node = called(name);
    const { id } = node;
    const mine = edgesOf.get(id).slice();
    const held = mine.filter((edge) => edge.what === 'holds' && isLive(edge)).map((edge) => nodeOf.get(edge.to));
    if (node.kind !== 'person') return gone(mine.filter((edge) => CONTACT.has(edge.line) || edge.line === 'adverse'));
    const back = [];
    const stays = new Map();
    for (const [stay, ...lines] of leaving.moves || []) for (const line of lines) stays.set(`${line < 0 ? -1 - line : line} ${line < 0 ? 'to' : 'from'}`, stay);
    const post = postOf(node) || homesOf(node)[0];
    for (const edge of mine) {
      const end = edge.from === id ? 'from' : 'to';
      const agreed = edge.line === 'written' || (edge.what === 'seat' && edge.basis === 'institutional');
      const known = stays.get(`${edge.id} ${end}`);
      const whose = called(edge.for) || post;
      const stay = known !== undefined ? known : agreed && whose && (edge.came || !leaverAt.has(id)) ? whose.id : undefined;
      if (stay !== undefined && other(edge, id).id !== stay) {
        hang(edge, end, stay);
        back.push(() => hang(edge, end, id));
      } else back.push(...gone([edge]));
    }
    const brought = nodes.filter((each) => each.holder === id && isLive(each));
    back.push(...gone([...brought, node]));
    for (const office of held.filter((each) => !each.empty && !carriers(each).length)) {
      office.empty = office.hollow = true;
      back.push(() => { office.empty = office.hollow = false; });
    }
    // What rested on them alone at an office or organization is gone as well.
    for (const body of [...held, ...homesOf(node)]) {
      if (!carriers(body).length) back.push(...gone(edgesOf.get(body.id).filter((edge) => edge.line === 'personal')));
    }
    return back;
  },
};

/** @param {any} row */
function make(row) {
  const steps = MAKE[row.change](row);
  rows.push(row);
  ways.push(() => steps.reverse().forEach((step) => step()));
}

/** Make a change; what is wrong with it comes back in words. @param {any} given */
function edit(given) {
  const row = {};
  for (const column of COLUMNS) if (given[column] && tidy(given[column])) row[column] = tidy(given[column]);
  for (const end of ['name', 'to', 'organization']) {
    const isNew = end === { add: 'name', rename: 'to' }[row.change];
    const node = !isNew && row[end] && called(row[end], true);
    if (node) row[end] = node.label;
  }
  // A seat is had at a table, whichever is named first.
  const [first, second] = [row.name, row.to].map((name) => (called(name) || {}).kind === 'table');
  if (row.change === 'connect' && !row.relation && first && !second) [row.name, row.to] = [row.to, row.name];
  const fault = wrong(row);
  if (fault) {
    say(fault);
    return fault;
  }
  everybodyBack();
  past.length = 0;
  make(row);
  taken = [];
  made(`${rowWords(row)}.`, row);
  return '';
}

/** @param {any} row */
function rowWords({ change, name, to }) {
  const [one, two] = [name, to].map((each) => isolate(each || ''));
  return { add: `${one} was added`, rename: `${one} is now called ${two}`, connect: `${one} and ${two} are tied`, disconnect: `${one} and ${two} are no longer tied`, absent: `${one} has left` }[change];
}

/** Take the last change back. */
function takeBack() {
  if (!rows.length) return say('There is nothing to undo.');
  everybodyBack();
  past.length = 0;
  ways.pop()();
  const row = rows.pop();
  taken.push(row);
  made(`Taken back: ${rowWords(row)}.`);
}

/** Make again what was taken back last. */
function makeAgain() {
  const row = taken.pop();
  if (!row) return say('There is nothing to redo.');
  make(row);
  made(`${rowWords(row)}.`, row);
}

/** Count partners, kinds, sectors and lines anew. */
function recount() {
  const own = nodes.map(() => new Set());
  const linked = nodes.map(() => new Set());
  for (const node of nodes) if (!node.then) node.brings = 0;
  const live = edges.filter((edge) => isLive(edge) && edge.line !== 'wish');
  for (const edge of live) {
    const ends = [edge.from, edge.to].map((id) => nodeOf.get(id));
    if (edge.what === 'brings') for (const id of new Set([edge.from, ends[0].home])) nodeOf.get(id).brings += 1;
    if (!CONTACT.has(edge.line)) continue;
    for (const [one, two] of [ends, ends.slice().reverse()]) {
      own[one.id].add(two.id);
      if (one.home !== two.home) linked[one.home].add(two.home);
    }
  }
  const here = nodes.filter((node) => isLive(node) && !node.coded);
  for (const node of here) {
    node.links = (BODY.includes(node.kind) ? linked : own)[node.id].size;
    sizeUp(node);
  }
  const tell = (group, items, field) => {
    const counts = new Map();
    for (const item of items) counts.set(item[field], (counts.get(item[field]) || 0) + 1);
    const more = data.spare[group] || [...counts.keys()].filter((id) => id && !inFile.has(id)).map((id) => ({ id, label: id, on: true }));
    data[group] = [...first[group], ...more.filter(({ id }) => counts.has(id))];
    for (const entry of data[group]) entry.count = counts.get(entry.id) || 0;
  };
  tell('kinds', here, 'kind');
  tell('sectors', here.filter((node) => ['organization', 'office', 'person'].includes(node.kind)), 'sector');
  tell('lines', live, 'line');
  tell('relations', live, 'relation');
}
/** What the key holds in the file. */
const first = { ...data };
const inFile = new Set(first.relations.map((entry) => entry.id));
