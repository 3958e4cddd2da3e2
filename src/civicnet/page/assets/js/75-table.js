// @ts-check
// The table says everything the picture says, sortable, under the same filter.

/** Columns: title, value to sort and show, whether it is a number. */
const TABLES = {
  actors: {
    title: 'Who and what',
    rows: () => nodes.filter((node) => state.held.has(node.id)),
    columns: [
      ['Name', (node) => node.label, 'name'],
      ['Kind', (node) => kindOf.get(node.kind).one, 'short'],
      ['Sector', (node) => (node.kind === 'table' ? '' : node.sector), 'short'],
      ['Belongs to', (node) => [...officesOf(node).map((held) => nodeOf.get(held.to).label), ...(node.kind === 'asset' ? [nodeOf.get(node.holder).label] : homesOf(node).map((home) => home.label))].filter((each, place, all) => !all.some((longer, at) => at < place && longer.endsWith(`, ${each}`))).join('; ')],
      ['Linked to', (node) => (node.kind === 'asset' ? '' : node.links), 'number'],
      ['Brings', (node) => node.brings || '', 'number'],
      ['More', (node) => [node.away && 'gone', node.hollow && node.kind === 'office' ? 'vacant' : '', ...node.facts.map(([name, value]) => `${name}: ${value}`)].filter(Boolean).join('; ')],
    ],
    open: (node) => node.id,
  },
  ties: {
    title: 'Ties, seats and posts',
    rows: () => edges.filter((edge) => state.kept.has(edge.id)),
    columns: [
      ['From', (edge) => nodeOf.get(edge.from).label, 'name'],
      ['What', (edge) => (edge.what === 'seat' ? `seat: ${lineWords(edge)}` : lineWords(edge))],
      ['To', (edge) => nodeOf.get(edge.to).label],
      ['Rests on', restWords],
      ['Strength', (edge) => (edge.strength === undefined ? '' : edge.strength), 'number'],
      ['Since', (edge) => edge.start || '', 'date'],
      ['Until', (edge) => edge.end || '', 'date'],
      ['More', (edge) => [edge.agreement, edge.engagement, edge.for && `for ${edge.for}`, ...edge.facts.map(([name, value]) => `${name}: ${value}`)].filter(Boolean).join('; ')],
    ],
    open: (edge) => edge.from,
  },
};
const sorting = { actors: { at: 0, down: false }, ties: { at: 0, down: false } };
let tableShown = 'actors';
let stale = true;

/** @param {any} edge */
function restWords(edge) {
  if (edge.line === 'adverse') return 'at odds';
  if (edge.line === 'personal') return edge.form && edge.form !== 'none' ? `personal: ${edge.form}` : 'personal';
  if (edge.line === 'written') return edge.form ? `in writing: ${edge.form === 'mou' ? 'MOU' : edge.form}` : 'in writing';
  return edge.basis === 'institutional' ? 'institution' : edge.basis || '';
}

function startTable() {
  const tabs = el('div', { class: 'segments', role: 'group', 'aria-label': 'Which table' });
  for (const [id, { title }] of Object.entries(TABLES)) {
    tabs.append(button({ 'data-table': id, text: title }, () => { tableShown = id; fillTable(); }));
  }
  byId('view-table').append(el('div', { class: 'bar' }, el('p', { class: 'caption', id: 'table-caption' }), tabs), el('div', { class: 'scroll', id: 'grid', tabindex: '0', role: 'region', 'aria-label': 'Rows' }));
}

const order = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

function fillTable() {
  stale = false;
  const { title, columns, rows, open } = TABLES[tableShown];
  const sorted = sorting[tableShown];
  const value = columns[sorted.at][1];
  const all = rows()
    .map((item) => ({ item, key: value(item) }))
    .sort((one, two) => {
      if ((one.key === '') !== (two.key === '')) return one.key === '' ? 1 : -1;
      const way = typeof one.key === 'number' ? one.key - two.key : order.compare(one.key, two.key);
      return (sorted.down ? -way : way) || one.item.id - two.item.id;
    });
  const head = el('tr', {});
  columns.forEach(([name, , sort], at) => {
    const way = at === sorted.at ? (sorted.down ? 'descending' : 'ascending') : 'none';
    const press = () => {
      sorting[tableShown] = { at, down: at === sorted.at ? !sorted.down : sort === 'number' };
      fillTable();
      byId('grid').querySelectorAll('th button')[at].focus();
    };
    head.append(el('th', { scope: 'col', 'aria-sort': way, class: sort }, button({ text: name }, press)));
  });
  const body = el('tbody', {});
  for (const { item } of all) body.append(tableRow(item, columns, open));
  byId('grid').replaceChildren(el('table', {}, el('caption', { class: 'unseen', text: title }), el('thead', {}, head), body));
  const hidden = (tableShown === 'actors' ? nodes : edges).filter((each) => !each.gone && !each.then && each.kind !== 'ghost' && each.line !== 'wish').length - all.filter(({ item }) => !item.then && item.kind !== 'ghost' && item.line !== 'wish').length;
  byId('table-caption').textContent = `${count(all.length, 'row')}${hidden ? `; ${hidden.toLocaleString('en')} more are not shown` : ''}.`;
  for (const tab of byId('view-table').querySelectorAll('[data-table]')) tab.setAttribute('aria-pressed', String(tab.dataset.table === tableShown));
}

/** @param {any} item @param {any[]} columns @param {(item: any) => number} open */
function tableRow(item, columns, open) {
  const row = el('tr', {});
  columns.forEach(([, value, sort], at) => {
    const text = String(value(item));
    if (at) {
      row.append(el('td', { class: sort, text, dir: sort ? undefined : 'auto' }));
      return;
    }
    const press = () => choose(open(item), { focus: true });
    row.append(el('th', { scope: 'row' }, button({ class: 'link' }, press, item.kind ? actorIcon(item) : actorIcon(nodeOf.get(item.from)), bdi(text))));
  });
  return row;
}

when('filter', () => {
  if (state.view === 'table') fillTable();
  else stale = true;
});
when('view', () => {
  if (state.view === 'table' && stale) fillTable();
});
