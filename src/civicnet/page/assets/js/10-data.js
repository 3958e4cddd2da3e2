// @ts-check
// What the file holds, indexed once; and the few ways a text becomes part of the page.

/** The page as it was before anything was done to it; its texts are shared, not copied. @type {any} */
const pristine = document.documentElement.cloneNode(true);
const { PI, abs, ceil, cos, floor, hypot, max, min, round, sin, sqrt } = Math;
/** @type {any} */
const data = JSON.parse(document.getElementById('data').textContent);
/**
 * Rows become objects: the number of a row is its id, and what its sort shares is told once.
 * @param {{sorts: any[][], rows: any[][]}} table
 */
const unpack = ({ sorts, rows }) =>
  rows.map(([sort, ...row], id) => {
    const [shared, fields] = sorts[sort];
    const item = { id, ...shared };
    row.forEach((value, place) => {
      if (value !== null) item[fields[place]] = value;
    });
    return item;
  });
const nodes = unpack(data.nodes);
const edges = unpack(data.edges);
/** A text that stands in several places is a number; below zero, the actor called so. @param {any} given */
const worded = (given) => (typeof given !== 'number' ? given : given < 0 ? nodes[~given].label : data.texts[given]);
for (const node of nodes) {
  const { id, kind, label } = node;
  if (node.home === undefined) node.home = id;
  node.homes = node.homes || (node.home === id || kind === 'asset' || kind === 'ghost' ? [] : [node.home]);
  // An office is called after its post and its home.
  if (Array.isArray(label)) node.label = `${worded(label[0])}, ${worded(nodes[node.home].label)}`;
  for (const blank of ['links', 'brings']) node[blank] = node[blank] || 0;
}
for (const item of [...nodes, ...edges]) {
  for (const field of data.worded) if (field in item) item[field] = worded(item[field]);
}
for (const item of [...nodes, ...edges]) {
  const facts = (item.facts || []).map(worded);
  item.facts = facts.flatMap((said, place) => (place % 2 ? [[facts[place - 1], said]] : []));
  if (item.what === 'brings') nodes[item.to].holder = item.from;
}
for (const lens of data.lenses) for (const row of lens.list || []) row[0] = worded(row[0]);
data.relations = data.relations.map(([id, count]) => ({ id, label: id, count, on: true }));
// Everybody but bodies is placed by steps from home.
for (const flat of Object.values(data.places).flatMap(Object.values)) {
  flat.forEach((step, place) => {
    const { id, home } = nodes[place >> 1];
    if (home !== id) flat[place] = step + flat[2 * home + (place % 2)];
  });
}
const assetKinds = data.holdings.groups;
/** Read from the assets who brings which kind. */
function readHoldings() {
  const broughtBy = new Map();
  for (const { id, kind, sub, home, gone } of nodes) {
    if (kind !== 'asset' || gone) continue;
    const sort = sub || 'kind not said';
    const mine = broughtBy.get(sort) || broughtBy.set(sort, new Map()).get(sort);
    mine.set(home, [...(mine.get(home) || []), id]);
  }
  const tally = { brought: 0, one: 0, several: 0, nobody: 0, unmet: 0 };
  data.holdings.counts = tally;
  for (const need of data.holdings.needs) if (!need.able.length) tally.unmet += 1;
  data.holdings.groups = assetKinds.map(([label, kinds]) => ({
    label,
    kinds: kinds.map((kind) => {
      const holders = [...(broughtBy.get(kind) || [])].map(([id, assets]) => ({ id, assets }));
      const status = ['nobody', 'one'][holders.length] || 'several';
      tally[status] += 1;
      tally.brought += holders.length ? 1 : 0;
      return { kind, holders, status };
    }),
  }));
}
readHoldings();
const INK = '#222b45';
const PAPER = '#ffffff';
const GREY = '#b9bfc8';
/** Where no sector is given at all, one calm colour. */
const PLAIN = data.sectors.length ? GREY : '#5d86d9';
const WORKING = new Set(['written', 'personal', 'tie', 'adverse']);
/** @type {Map<number, any>} */
const nodeOf = new Map();
/** @type {Map<number, any[]>} lines at each actor */
const edgesOf = new Map();
/** @type {Map<number, any[]>} who stands around each organization */
const membersOf = new Map();
/** @type {Map<string, any>} */
const kindOf = new Map([...data.kinds, ...data.spare.kinds].map((kind) => [kind.id, kind]));
const sectorOf = new Map([...data.sectors, ...data.spare.sectors].map((sector) => [sector.id, sector]));
const lineOf = new Map([...data.lines, ...data.spare.lines].map((line) => [line.id, line]));
/** Drawn in the views that are about them, never part of the key: who is missing, a tie not there yet. */
const GHOST = { id: 'ghost', one: 'Missing voice', shape: 'dot', least: 8, most: 8 };
const WISH = { id: 'wish', label: 'Not there yet', color: '#2f55c8', dashes: [2, 5], width: 1.8 };
kindOf.set('ghost', GHOST);
lineOf.set('wish', WISH);

/** The most partners that one of a kind has in the file: sizes are read against them. @type {Map<string, number>} */
const mostLinks = new Map();
/** @param {any} node */
function sizeUp(node) {
  const { least, most } = kindOf.get(node.kind);
  node.size = least + (most - least) * sqrt(min(1, node.links / (mostLinks.get(node.kind) || 1)));
}

/** Give an actor its looks. @param {any} node */
function dress(node) {
  const sector = node.sector && sectorOf.get(node.sector);
  node.sub = node.sub || '';
  node.sector = node.sector || '';
  node.shape = kindOf.get(node.kind).shape;
  node.color = node.kind === 'table' ? INK : sector ? sector.color : PLAIN;
  sizeUp(node);
  // Who comes later stands clear of this; the size itself changes with the partners.
  node.girth = node.size;
}

/** Let an actor be found by its number; its home must be there. @param {any} node */
function enter(node) {
  nodeOf.set(node.id, node);
  edgesOf.set(node.id, []);
  membersOf.set(node.id, []);
}

/** Stand an actor with its home. @param {any} node */
function join(node) {
  if (node.home !== node.id && node.kind !== 'ghost') membersOf.get(node.home).push(node);
}

/** Give a line its looks, and hang it on its ends. @param {any} edge */
function hook(edge) {
  const line = lineOf.get(edge.line);
  edge.color = line.color;
  edge.dashes = line.dashes.length ? line.dashes : false;
  edge.width = !WORKING.has(edge.line) ? line.width : edge.strength === undefined ? 1.3 : 0.3 + 0.6 * edge.strength;
  edgesOf.get(edge.from).push(edge);
  edgesOf.get(edge.to).push(edge);
}
for (const { kind, links } of nodes) mostLinks.set(kind, max(mostLinks.get(kind) || 0, links));
nodes.forEach(enter);
nodes.forEach(dress);
nodes.forEach(join);
edges.forEach(hook);
const CONTACT = new Set(['written', 'personal', 'tie', 'seat']);

/**
 * Make an element. Text goes in as text only: nothing in this page reads text as markup.
 * @param {string} tag
 * @param {Record<string, any>} [given] attributes; `text`, `on` (listeners), `dir` as usual
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {any}
 */
function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'text') made.textContent = value;
    else if (name === 'on') for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (name === 'hidden') made.hidden = true;
    else made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child) made.append(child);
  return made;
}

/** A button. @param {Record<string, any>} given @param {() => void} click @param {...any} children */
const button = (given, click, ...children) => el('button', { type: 'button', ...given, on: { click } }, ...children);

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);

/** What happens where one clicks, by id. @param {Record<string, () => void>} acts */
function onClick(acts) {
  for (const [id, act] of Object.entries(acts)) byId(id).addEventListener('click', act);
}

/** A name, kept apart from the direction of the text around it. @param {string} text */
const bdi = (text, cls = '') => el('bdi', { text, class: cls || undefined, dir: 'auto' });

/** A name inside a plain string, kept apart the same way. @param {string} text */
const isolate = (text) => `\u2068${text}\u2069`;

/** Fold case and accents for searching. @param {string} text */
const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** @param {number} amount @param {string} one @param {string} [many] */
const count = (amount, one, many) => `${amount.toLocaleString('en')} ${amount === 1 ? one : many || one + 's'}`;

/** @param {number} value @param {number} low @param {number} high */
const clamp = (value, low, high) => min(high, max(low, value));

/** @param {string} text */
const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Mix two colours written #rrggbb. @param {string} one @param {string} two @param {number} share */
function mix(one, two, share) {
  const part = (color, at) => parseInt(color.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) => round(part(one, at) * (1 - share) + part(two, at) * share));
  return '#' + mixed.map((value) => value.toString(16).padStart(2, '0')).join('');
}

/** The kind, office or sort of an actor in words. @param {any} node */
function kindWords(node) {
  const one = kindOf.get(node.kind).one;
  if (node.kind === 'group') return `Group of ${node.inside}`;
  if (node.kind === 'organization' && node.sub && node.sub !== 'organization') return upper(node.sub);
  if (node.kind === 'asset' && node.sub) return `Asset: ${node.sub}`;
  return one;
}

/** The organizations an actor belongs to. @param {any} node */
const homesOf = (node) => node.homes.map((id) => nodeOf.get(id)).filter((home) => home.id !== node.id);

/** The offices a person holds. @param {any} node */
const officesOf = (node) => edgesOf.get(node.id).filter((edge) => edge.what === 'holds' && edge.from === node.id);

/** One line that places an actor: kind, office, organization, sector. @param {any} node */
function placeWords(node) {
  const said = [kindWords(node)];
  if (node.kind === 'asset') said.push(`brought by ${isolate(nodeOf.get(node.holder).label)}`);
  if (node.sector && node.kind !== 'asset') said.push(node.sector);
  const home = homesOf(node)[0];
  if (home && node.kind === 'person') said.push(isolate(home.label));
  return said.join(' · ');
}

/** Who is at the other end. @param {any} edge @param {number} id */
const other = (edge, id) => nodeOf.get(edge.from === id ? edge.to : edge.from);

/** What a line says in words. @param {any} edge */
function lineWords(edge) {
  if (edge.what === 'seat') return edge.role || 'seat';
  if (edge.what === 'of') return 'office of';
  if (edge.what === 'opens') return 'must say yes to';
  if (edge.what !== 'tie') return edge.what;
  return edge.relation || 'tie';
}

const MONTHS = 'January February March April May June July August September October November December'.split(' ');
/** Write a date for readers. @param {string|undefined} iso */
function day(iso) {
  if (!iso) return '';
  const [year, month, date] = iso.split('-').map(Number);
  return `${date} ${MONTHS[month - 1]} ${year}`;
}

const STRENGTHS = ['', 'awareness', 'cooperation', 'coordination', 'integration'];
/** @param {number|undefined} strength */
const strengthWords = (strength) => (strength === undefined ? '' : STRENGTHS[strength] || String(strength));
