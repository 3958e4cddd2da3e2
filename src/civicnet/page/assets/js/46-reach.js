// @ts-check
// Which partners still reach each other when people leave: the same count as `civicnet depart`.

/** What the file says of departures; nothing where its readers may not ask. @type {any} */
const leaving = data.leaving || { bodies: [], people: [], lines: [], asks: 0 };
/** Those who may leave, by place: first the file's, then, where everybody may be asked, who came since. @type {number[]} */
let leavers;
/** @type {Map<number, number>} */ let leaverAt = new Map();
/** @type {number[]} */ let partners;
/** Organizations and tables count in pairs; where they are too few, everybody does. @type {boolean[]} */
let counting;
/** Lines: the id, the bodies it joins, groups with one of which it ends, groups whose empty office ends it. @type {any[]} */
let contacts;
/** Who is gone already. @type {Set<number>} */
let absent;
/** How it is with everybody there. @type {any} */
let today = null;
const isHere = (id) => id < 0 || !nodeOf.get(id).gone;
/** The people of a group of the file. @param {number} group @returns {number[]} */
const members = (group) => leaving.groups[group - leaving.people.length] || [group];
/** @param {number[]} ids @returns {Map<number, number>} */
const placesOf = (ids) => {
  const places = new Map();
  ids.forEach((id, place) => places.set(id, place));
  return places;
};

/** Whom a personal tie rests on at one end; one of them is enough. @param {any} node */
function carriers({ id, kind }) {
  if (kind === 'person') return [id];
  if (kind === 'office') return edgesOf.get(id).filter((edge) => edge.what === 'holds' && isLive(edge)).map((edge) => edge.from);
  return nodes.filter((node) => node.kind === 'person' && isLive(node) && node.homes.includes(id)).map((node) => node.id);
}

/** The office through which an agreement is made. @param {any} node */
const postOf = (node) => (node.kind === 'office' ? node : officesOf(node).filter(isLive).map((held) => nodeOf.get(held.to))[0]);

/** Work out anew who may leave, who counts and what rests on whom: as the file says, and since it was changed. */
function reckon() {
  if (!leaving.asks) return;
  const came = nodes.filter((node) => node.came && !node.gone);
  leavers = leaving.people.slice();
  partners = leaving.bodies.slice();
  let next = leavers.length + leaving.groups.length;
  for (const { id, home, kind } of came) {
    if (kind === 'person' && data.audience === 'core') {
      leavers[next] = id;
      next += 1;
    }
    if (home === id) partners.push(id);
  }
  leaverAt = placesOf(leavers);
  const partnerAt = placesOf(partners);
  counting = partners.map((id) => isHere(id) && (leaving.everybody || (id >= 0 && nodeOf.get(id).kind !== 'person')));
  const many = counting.filter(Boolean).length;
  leaving.pairs = (many * (many - 1)) / 2;
  absent = new Set(leavers.filter((id) => !isHere(id)).map((id) => leaverAt.get(id)));
  const grown = new Set(came.flatMap((node) => node.homes));
  const known = (ids) => (ids.length && ids.every((id) => leaverAt.has(id)) ? [ids.map((id) => leaverAt.get(id))] : []);
  const said = ([line, one, two, ...on]) => [line, one, two, on.filter((group) => group >= 0).map(members), on.filter((group) => group < 0).map((group) => members(-1 - group))];
  const told = new Map(leaving.lines.map((row) => [row[0], row]));
  contacts = leaving.lines.filter(([line]) => line < 0).map(said);
  for (const edge of edges) {
    const { id, from, to, line, strength, what } = edge;
    const ends = [from, to].map((end) => nodeOf.get(end));
    const personal = line === 'personal' || edge.basis === 'personal';
    if (!isLive(edge)) continue;
    if (told.has(id) && !(personal && ends.some((end) => grown.has(end.id)))) {
      contacts.push(said(told.get(id)));
      continue;
    }
    const [one, two] = ends.map((end) => partnerAt.get(end.home));
    const rests = personal ? ends.slice(0, what === 'seat' ? 1 : 2).filter((end) => edge.came || end.kind === 'person' || grown.has(end.id)) : [];
    const posts = edge.came && !personal ? ends.map(postOf).filter(Boolean) : [];
    contacts.push([id, ...(CONTACT.has(line) && !(strength < 2) && one !== two ? [one, two] : [-1, -1]), rests.flatMap((end) => known(carriers(end))), posts.flatMap((post) => known(carriers(post)))]);
  }
  leaving.whole = null;
  today = without([], false);
}

/**
 * Everybody within some steps of one body; they are marked as seen.
 * @param {number[][]} near @param {Int32Array} seen @param {number} start @param {number} steps @param {number} mark
 */
function walk(near, seen, start, steps, mark) {
  const found = [start];
  seen[start] = mark;
  for (let first = 0, step = 0; step < steps && first < found.length; step += 1) {
    for (const last = found.length; first < last; first += 1) {
      for (const other of near[found[first]]) {
        if (seen[other] === mark) continue;
        seen[other] = mark;
        found.push(other);
      }
    }
  }
  return found;
}

/** What is left without some people, and those who leave along; `empty`: nobody follows them. @param {number[]} ids @param {boolean} empty */
function without(ids, empty) {
  const gone = new Set([...absent, ...ids.map((id) => leaverAt.get(id))]);
  const isGone = (group) => group.every((who) => gone.has(who));
  // An office that stands empty already waits for nobody.
  const isLeft = (group) => isGone(group) && !group.every((who) => absent.has(who));
  for (let many = -1; many < gone.size; ) {
    many = gone.size;
    for (const [who, ...held] of leaving.along) if (held.map(members).every(isLeft)) gone.add(who);
  }
  const lines = new Set();
  const near = partners.map(() => []);
  for (const [line, one, two, on, posts] of contacts) {
    if (on.some(isGone) || (empty && posts.some(isLeft))) lines.add(line);
    else if (one >= 0) {
      near[one].push(two);
      near[two].push(one);
    }
  }
  const left = [...gone].filter((who) => !absent.has(who)).map((who) => leavers[who]);
  const seen = new Int32Array(partners.length).fill(-1);
  const piece = seen.slice();
  const sizes = [];
  let [within, connected] = [0, 0];
  partners.forEach((_, start) => {
    if (piece[start] < 0) {
      const found = walk(near, piece, start, Infinity, sizes.length);
      const many = found.filter((body) => counting[body]).length;
      connected += (many * (many - 1)) / 2;
      sizes.push(many + found.length / 1e6);
    }
    if (!counting[start]) return;
    for (const other of walk(near, seen, start, leaving.steps, start)) if (other > start && counting[other]) within += 1;
  });
  // Of each piece that falls apart the part that counting most stays; everybody else is cut off.
  leaving.whole = leaving.whole || piece;
  const main = [];
  piece.forEach((each, body) => {
    if (!(sizes[each] <= sizes[main[leaving.whole[body]]])) main[leaving.whole[body]] = each;
  });
  const cut = partners.filter((id, body) => isHere(id) && main[leaving.whole[body]] !== piece[body] && !left.includes(id));
  const assets = leaving.assets.filter(([id]) => isHere(id));
  const goes = assets.filter(([, , , , ...on]) => on.map(members).some(isLeft));
  const shut = assets.filter((row) => row[3] >= 0 && isLeft(members(row[3])) && !goes.includes(row));
  return { left, lines, within, connected, cut, goes, shut };
}
reckon();
