// @ts-check
// What is switched on, chosen and looked at; everybody who shows it is told when it changes.

const state = {
  view: 'map',
  arrangement: 'near',
  lens: data.lenses[0].id,
  size: 'links',
  /** What is drawn as one: GROUPINGS. */ group: 'none',
  /** @type {Record<string, Set<string>>} what the key hides */
  off: { kinds: new Set(), sectors: new Set(), lines: new Set(), relations: new Set() },
  /** @type {number|null} */ chosen: null,
  /** @type {number|null} */ hovered: null,
  /** Darker and broader, for a projector. */ projector: false,
  /** Who is there as the key and the view have it. @type {Set<number>} */ held: new Set(),
  /** @type {Set<number>} */ kept: new Set(),
  /** Who is drawn, and which lines: the same, or groups in their place. @type {Set<number>} */ shown: new Set(),
  /** @type {Set<number>} */ drawn: new Set(),
};
for (const kind of data.kinds) if (!kind.on) state.off.kinds.add(kind.id);
for (const line of data.lines) if (!line.on) state.off.lines.add(line.id);

/** @type {Record<string, Array<(detail?: any) => void>>} */
const listeners = {};
/** @param {string} event @param {(detail?: any) => void} act */
function when(event, act) {
  (listeners[event] = listeners[event] || []).push(act);
}
/** @param {string} event @param {any} [detail] */
function tell(event, detail) {
  for (const act of listeners[event] || []) act(detail);
}

/** @param {any} node */
function isShown(node) {
  if (node.gone || !isDue(node)) return false;
  if (node.kind === 'ghost') return lensNow().near.has(node.id);
  if (state.off.kinds.has(node.kind)) return false;
  // Somebody without a name is there only for what they bring.
  if (node.coded) return !state.off.kinds.has('asset');
  if (node.kind === 'table') return true;
  return !state.off.sectors.has(node.sector);
}

/** Whether a person's plain link to the organization is already said by an office in between. @param {any} edge */
function saidByOffice(edge) {
  if (edge.what !== 'works at') return false;
  return officesOf(nodeOf.get(edge.from)).some(
    (held) => state.held.has(held.to) && edgesOf.get(held.to).some((of) => of.what === 'of' && of.to === edge.to),
  );
}

/** @param {any} edge */
function isDrawn(edge) {
  if (edge.gone || !isDue(edge) || !state.held.has(edge.from) || !state.held.has(edge.to)) return false;
  if (edge.line === 'wish') return lensNow().lines.has(edge.id);
  if (state.off.lines.has(edge.line) || ended.has(edge.id)) return false;
  if (edge.relation && state.off.relations.has(edge.relation)) return false;
  return !saidByOffice(edge);
}

function refilter() {
  state.held = new Set(nodes.filter(isShown).map((node) => node.id));
  state.kept = new Set(edges.filter(isDrawn).map((edge) => edge.id));
  lift();
}

/** Hide or show one entry of the key. @param {string} group @param {string} id */
function toggle(group, id) {
  const off = state.off[group];
  if (off.has(id)) off.delete(id);
  else off.add(id);
  refilter();
  tell('filter');
}

/** Show one entry of a group alone; a second time shows all of it again. @param {string} group @param {string} id */
function only(group, id) {
  const all = data[group].map((entry) => entry.id);
  const alone = all.every((each) => state.off[group].has(each) === (each !== id));
  state.off[group] = new Set(alone ? [] : all.filter((each) => each !== id));
  refilter();
  tell('filter');
}

function showAll() {
  for (const group of Object.keys(state.off)) {
    state.off[group] = new Set(data[group].filter((entry) => entry.on === false).map((entry) => entry.id));
  }
  refilter();
  tell('filter');
}

/** Whether the key hides more than it does at first. */
function isFiltered() {
  return Object.entries(state.off).some(([group, off]) =>
    data[group].some((entry) => off.has(entry.id) !== (entry.on === false)),
  );
}

/** Choose an actor; the map moves there and the details open. @param {number|null} id @param {{focus?: boolean}} [how] */
function choose(id, how = {}) {
  if (id !== null && nodeOf.get(id).gone) return say(`${isolate(nodeOf.get(id).label)} is no longer here.`);
  if (id !== null && !state.held.has(id) && id >= 0) {
    const node = nodeOf.get(id);
    state.off.kinds.delete(node.kind);
    state.off.sectors.delete(node.sector);
    refilter();
    tell('filter');
  }
  if (id !== null) reveal([id]);
  state.chosen = id;
  state.hovered = null;
  tell('choose', how);
  if (id !== null) announce(id);
}

/** Say an actor aloud. @param {number} id */
function announce(id) {
  const node = nodeOf.get(id);
  say(`${isolate(node.label)}, ${placeWords(node)}, ${linkWords(node)}`);
}

/** @param {any} node */
function linkWords(node) {
  if (node.away) return 'gone';
  if (node.kind === 'asset') return kindWords(node);
  return node.links ? `linked to ${node.links}` : 'no ties';
}

/** Keep the focus where it is, while what has it is drawn anew. @param {() => void} act */
function keepFocus(act) {
  const focused = document.activeElement;
  act();
  if (!focused.isConnected) (byId(focused.id) || canvas).focus({ preventScroll: true });
}

/** @param {string} text */
function say(text) {
  byId('live').textContent = text;
}

/** Who is next to an actor in what is drawn: for a body also through its people. @param {number} id */
function around(id) {
  const node = nodeOf.get(id);
  const mine = node.kind === 'group' ? within(id) : node.home === id ? membersOf.get(id) : [];
  const here = new Set([id, ...mine.map((each) => each.id).filter((each) => state.shown.has(each))]);
  const near = new Set(here);
  const lines = new Set();
  for (const line of state.drawn) {
    const ends = endsOf(edges[line]);
    if (!ends.some((end) => here.has(end))) continue;
    lines.add(line);
    for (const end of ends) near.add(end);
  }
  return { here, near, lines };
}
