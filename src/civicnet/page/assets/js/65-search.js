// @ts-check
// Search: names first, then organizations of people, then kinds of assets.

/** @type {Array<{text: string, label: string, words: string, node?: any, kind?: string}>} */
const entries = [];
let found = [];
let active = -1;
const find = byId('find');
const list = byId('found');

/** Let an actor be found by name, home and office; by the name it has now. @param {any} node */
function enlist(node) {
  if (node.kind === 'ghost' || node.then) return;
  const also = [node.sub, node.sector, ...homesOf(node).map((home) => home.label), ...officesOf(node).map((held) => nodeOf.get(held.to).label)];
  entries.push({ text: fold(node.label), also: fold(also.filter(Boolean).join(' ')), label: node.label, words: placeWords(node), node });
}

/** Everybody and every kind of asset, as they are now. */
function enlistAll() {
  entries.length = 0;
  nodes.filter((node) => !node.gone).forEach(enlist);
  for (const group of data.holdings.groups) {
    for (const { kind, holders } of group.kinds) {
      const words = holders.length ? `kind of asset · brought by ${holders.length}` : 'kind of asset · nobody brings it';
      entries.push({ text: fold(kind), also: '', label: upper(kind), words, kind });
    }
  }
}

function startSearch() {
  enlistAll();
  find.addEventListener('input', search);
  find.addEventListener('keydown', searchKeys);
  find.addEventListener('blur', () => setTimeout(closeSearch, 120));
}

/** How well an entry answers; smaller is better. @param {any} entry @param {string} query */
function fits(entry, query) {
  const rank = entry.kind ? 0.5 : entry.node.kind === 'asset' ? 0.6 : 0;
  if (entry.text === query) return rank;
  if (entry.text.startsWith(query)) return 1 + rank;
  if (entry.text.includes(` ${query}`)) return 2 + rank;
  if (entry.text.includes(query)) return 3 + rank;
  if (query.length > 1 && entry.also.includes(query)) return 4 + rank;
  return 99;
}

function search() {
  const query = fold(find.value.trim());
  found = !query
    ? []
    : entries
        .map((entry) => ({ entry, rank: fits(entry, query) }))
        .filter(({ rank }) => rank < 99)
        .sort((one, two) => one.rank - two.rank || (two.entry.node ? two.entry.node.links : 0) - (one.entry.node ? one.entry.node.links : 0))
        .slice(0, 8)
        .map(({ entry }) => entry);
  active = found.length ? 0 : -1;
  list.replaceChildren(...found.map(option));
  if (query && !found.length) list.replaceChildren(el('li', { class: 'none', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false', text: 'Nobody and nothing by that name' }));
  list.hidden = !query;
  find.setAttribute('aria-expanded', String(!list.hidden));
  mark();
}

/** @param {any} entry @param {number} place */
function option(entry, place) {
  const made = el(
    'li',
    { role: 'option', id: `found-${place}`, 'aria-selected': 'false', on: { mousedown: (event) => event.preventDefault(), click: () => take(place) } },
    entry.node ? actorIcon(entry.node) : icon(SHAPES.triangle, '#8f99a8', INK),
    el('span', { class: 'who' }, bdi(entry.label, 'strong'), el('span', { class: 'words', text: entry.words, dir: 'auto' })),
  );
  return made;
}

function mark() {
  found.forEach((_, place) => byId(`found-${place}`).setAttribute('aria-selected', String(place === active)));
  if (active >= 0) find.setAttribute('aria-activedescendant', `found-${active}`);
  else find.removeAttribute('aria-activedescendant');
}

/** @param {number} place */
function take(place) {
  const entry = found[place];
  if (!entry) return;
  find.value = '';
  closeSearch();
  if (entry.node) {
    show('map');
    choose(entry.node.id, { focus: true });
  } else {
    show('assets');
    showKind(entry.kind);
  }
}

/** @param {KeyboardEvent} event */
function searchKeys(event) {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    if (list.hidden) search();
    if (found.length) active = (active + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length;
    mark();
  } else if (event.key === 'Enter') {
    event.preventDefault();
    take(active);
  } else if (event.key === 'Escape') {
    event.stopPropagation();
    if (list.hidden) find.value = '';
    closeSearch();
  }
}

function closeSearch() {
  list.hidden = true;
  find.setAttribute('aria-expanded', 'false');
  find.removeAttribute('aria-activedescendant');
}
