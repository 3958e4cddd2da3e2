// @ts-check
// The assets view: who brings which kind, what rests on one alone, what nobody brings, open needs.

let assetFilter = 'all';
const STATUS = { one: 'one alone', nobody: 'nobody', several: '' };

/** The marks of all who bring a kind; the name where it is only one. @param {any} row */
function holderMarks(row) {
  if (row.status === 'nobody') return el('span', { class: 'none', text: 'nobody brings it' });
  const marks = row.holders.map(({ id }) => actorIcon(nodeOf.get(id)));
  if (row.status === 'one') marks.push(bdi(nodeOf.get(row.holders[0].id).label));
  return el('span', { class: 'marks' }, ...marks);
}

/** @param {any} row */
function kindTile(row) {
  return el(
    'li',
    {},
    button(
      { class: `kind ${row.status}`, 'data-kind': row.kind },
      () => showKind(row.kind),
      el('span', { class: 'what' }, bdi(upper(row.kind), 'strong'), el('span', { class: 'number', text: row.status === 'several' ? count(row.holders.length, 'partner') : STATUS[row.status] })),
      holderMarks(row),
    ),
  );
}

/** @param {any} need */
function needTile(need) {
  const who = need.who === null || need.who === undefined ? 'the partnership' : isolate(nodeOf.get(need.who).label);
  const words = [upper(need.kind), `needed by ${who}`].filter(Boolean).join(' · ');
  const status = need.able.length ? 'several' : 'nobody';
  return el(
    'li',
    {},
    button(
      { class: `kind ${status}` },
      () => showNeed(need),
      el('span', { class: 'what' }, bdi(need.need, 'strong')),
      el('span', { class: 'words', text: words, dir: 'auto' }),
      need.able.length ? el('span', { class: 'marks' }, ...need.able.map((id) => actorIcon(nodeOf.get(id))), el('span', { class: 'words', text: 'could help' })) : el('span', { class: 'none', text: 'nobody brings it' }),
    ),
  );
}

/** The wall is built when it is first looked at. */
function startAssets() {
  when('view', () => {
    if (state.view === 'assets' && !byId('view-assets').firstChild) fillAssets();
  });
}

function fillAssets() {
  const view = byId('view-assets');
  const { groups, needs, counts } = data.holdings;
  const tiles = [
    ['all', counts.brought, counts.brought === 1 ? 'kind is brought' : 'kinds are brought'],
    ['one', counts.one, 'by one partner alone'],
    ['nobody', counts.nobody, 'nobody brings'],
    ['needs', counts.unmet, counts.unmet === 1 ? 'need nobody meets' : 'needs nobody meets'],
  ];
  const bar = el('div', { class: 'tiles', role: 'group', 'aria-label': 'What to show' });
  for (const [id, amount, words] of tiles) {
    if (id === 'needs' && !needs.length) continue;
    const press = () => filterAssets(assetFilter === id ? 'all' : id);
    bar.append(button({ class: `tile ${id}`, 'data-filter': id, 'aria-pressed': 'false' }, press, el('span', { class: 'big', text: String(amount) }), el('span', { text: words })));
  }
  const legend = el('p', { class: 'legend' }, ...data.sectors.map((sector) => el('span', {}, entryIcon('sectors', sector), bdi(upper(sector.label)))));
  const card = (title, tiled, cls) => el('section', { class: `card ${cls}` }, el('h2', { text: title }), el('ul', {}, ...tiled));
  const wall = groups.map((group) => card(upper(group.label), group.kinds.map(kindTile), ''));
  view.append(
    el('p', { class: 'caption', text: data.captions.assets }),
    el('div', { class: 'row' }, bar, legend),
    el('div', { class: 'wall' }, ...wall),
    needs.length ? card('Needs', needs.map(needTile), 'needs') : '',
  );
  filterAssets('all');
}

/** @param {string} id */
function filterAssets(id) {
  assetFilter = id;
  const view = byId('view-assets');
  for (const tile of view.querySelectorAll('.tile')) tile.setAttribute('aria-pressed', String(tile.dataset.filter === id));
  for (const card of view.querySelectorAll('.card')) {
    const needs = card.classList.contains('needs');
    let left = 0;
    for (const tile of card.querySelectorAll('.kind')) {
      const fits = id === 'all' || (id === 'needs' ? needs && tile.classList.contains('nobody') : !needs && tile.classList.contains(id));
      tile.parentElement.hidden = !fits;
      left += fits ? 1 : 0;
    }
    card.hidden = !left;
  }
}

/** Go from a list to the map. @param {any} node @param {string} words */
function toMap(node, words) {
  const row = neighbour(node, words);
  row.firstChild.addEventListener('click', () => show('map'));
  return row;
}

/** Who brings a kind, and what each brings. @param {string} kind */
function showKind(kind) {
  const row = data.holdings.groups.flatMap((group) => group.kinds).find((each) => each.kind === kind);
  const needs = data.holdings.needs.filter((need) => need.kind === kind);
  const brought = row.holders.flatMap(({ id, assets }) => assets.map((asset) => toMap(nodeOf.get(id), nodeOf.get(asset).label)));
  const words = { one: 'One partner alone brings it.', nobody: 'Nobody brings it.', several: `${count(row.holders.length, 'partner')} bring it.` };
  openDetails(icon(SHAPES.triangle, '#8f99a8', INK), upper(kind), [
    el('p', { class: 'sum', text: words[row.status] }),
    section('Brought by', brought),
    section('Needed', needs.map((need) => el('li', { class: 'plain' }, bdi(need.need, 'strong'), el('span', { class: 'words', dir: 'auto', text: need.who === null || need.who === undefined ? 'the partnership' : nodeOf.get(need.who).label })))),
  ]);
}

/** @param {any} need */
function showNeed(need) {
  const facts = el('dl', {});
  for (const [name, value] of need.facts) facts.append(el('dt', { text: name }), el('dd', {}, bdi(value)));
  openDetails(icon(SHAPES.triangle, PAPER, INK), need.need, [
    el('p', { class: 'place', text: upper(need.kind || 'kind not said') }),
    need.facts.length ? facts : null,
    section('Needed by', need.who === null || need.who === undefined ? [] : [toMap(nodeOf.get(need.who), placeWords(nodeOf.get(need.who)))]),
    need.able.length ? null : el('p', { class: 'sum', text: 'Nobody brings this kind.' }),
    section('Could help', need.able.map((id) => toMap(nodeOf.get(id), placeWords(nodeOf.get(id)))), 'They bring the same kind, for the same outcome or for all.'),
  ]);
}

/** @param {any} mark @param {string} title @param {any[]} parts */
function openDetails(mark, title, parts) {
  choose(null);
  openPanel(panelHead(mark, title), ...parts);
  byId('chosen').focus({ preventScroll: true });
}
