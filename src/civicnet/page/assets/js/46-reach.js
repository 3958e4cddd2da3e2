// @ts-check
// Which partners still reach each other when people leave: the same count as `civicnet depart`.

/** What the file says of departures; nothing where its readers may not ask. @type {any} */
const leaving = data.leaving || { bodies: [], people: [], lines: [], asks: 0 };
const leavers = leaving.people;
const partners = leaving.bodies;
/** Where each stands in its list. @param {number[]} ids @returns {Map<number, number>} */
const placesOf = (ids) => new Map(ids.map((id, place) => [id, place]));
const leaverAt = placesOf(leavers);
const partnerAt = placesOf(partners);
/** Organizations and tables count in pairs; where they are too few, everybody does. */
const counting = partners.map((id) => leaving.everybody || (id >= 0 && nodeOf.get(id).kind !== 'person'));

/** What the map says of a line: its id, the bodies it joins, on whom it rests. @param {any} edge */
function restsOn({ id, from, to, line, strength, basis }) {
  const [one, two] = [from, to].map((end) => partnerAt.get(nodeOf.get(end).home));
  const carry = line === 'personal' || basis === 'personal' ? [from, to].filter((end) => leaverAt.has(end)) : [];
  return [id, ...(CONTACT.has(line) && !(strength < 2) && one !== two ? [one, two] : [-1, -1]), ...carry.map((end) => leaverAt.get(end))];
}
/** All lines so, with what the map does not draw. @type {number[][]} */
const contacts = leaving.lines.filter(([line]) => line < 0);
const told = new Map(leaving.lines.map((row) => [row[0], row]));
if (leaving.asks) for (const edge of edges) contacts.push(told.get(edge.id) || restsOn(edge));

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
  const gone = new Set(ids.map((id) => leaverAt.get(id)));
  const isGone = (group) => (leaving.groups[group - leavers.length] || [group]).every((who) => gone.has(who));
  for (let many = -1; many < gone.size; ) {
    many = gone.size;
    for (const [who, ...held] of leaving.along) if (held.every(isGone)) gone.add(who);
  }
  const lines = new Set();
  const near = partners.map(() => []);
  for (const [line, one, two, ...on] of contacts) {
    if (on.some((group) => (group < 0 ? empty && isGone(-1 - group) : isGone(group)))) lines.add(line);
    else if (one >= 0) {
      near[one].push(two);
      near[two].push(one);
    }
  }
  const left = [...gone].map((who) => leavers[who]);
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
  const cut = partners.filter((id, body) => main[leaving.whole[body]] !== piece[body] && !left.includes(id));
  const goes = leaving.assets.filter(([, , , , ...on]) => on.some(isGone));
  const shut = leaving.assets.filter((row) => row[3] >= 0 && isGone(row[3]) && !goes.includes(row));
  return { left, lines, within, connected, cut, goes, shut };
}
/** How it is with everybody there. @type {any} */
const today = leaving.asks ? without([], false) : null;
