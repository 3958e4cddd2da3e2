// @ts-check
// The key is the filter: what stands in it can be switched off and on.

const GROUPS = [
  { id: 'kinds', title: 'Who and what' },
  { id: 'sectors', title: 'Sectors' },
  { id: 'lines', title: 'Lines' },
  { id: 'relations', title: 'What they do together', folded: true },
];

/** @param {string} group @param {any} entry */
function entryIcon(group, entry) {
  if (group === 'kinds') {
    const fill = entry.id === 'table' ? INK : '#8f99a8';
    return icon(SHAPES[entry.shape], fill, mix(fill, INK, 0.45));
  }
  if (group === 'sectors') return icon(SHAPES.square, entry.color, mix(entry.color, INK, 0.45), MARKS[entry.mark]);
  if (group === 'lines') return lineIcon(entry);
  return null;
}

/** @param {string} group @param {any} entry */
function keyRow(group, entry) {
  const switchIt = el(
    'button',
    { type: 'button', class: 'switch', 'aria-pressed': 'true', 'data-group': group, 'data-id': entry.id, title: entry.meaning, on: { click: () => toggle(group, entry.id) } },
    entryIcon(group, entry),
    bdi(group === 'sectors' || group === 'relations' ? upper(entry.label) : entry.label, 'name'),
    el('span', { class: 'number', text: entry.count.toLocaleString('en') }),
  );
  const alone = el('button', { type: 'button', class: 'only', text: 'only', 'aria-label': `Only ${entry.label}`, on: { click: () => only(group, entry.id) } });
  return el('li', {}, switchIt, data[group].length > 1 && alone);
}

function startKey() {
  const key = byId('key');
  key.append(el('div', { id: 'answer' }), el('div', { id: 'grouped', class: 'group lens' }));
  when('lens', () => {
    byId('answer').replaceChildren(...lensParts());
    key.scrollTop = 0;
  });
  key.append(el('div', { id: 'rows' }));
  fillKey();
}

/** What stands in the key, and how many of each. */
function fillKey() {
  const key = byId('rows');
  key.replaceChildren();
  for (const { id, title, folded } of GROUPS) {
    if (!data[id].length) continue;
    const list = el('ul', { class: `rows ${id}` }, ...data[id].map((entry) => keyRow(id, entry)));
    key.append(
      folded
        ? el('details', {}, el('summary', { text: `${title} (${data[id].length})` }), list)
        : el('div', { class: 'group' }, el('h2', { text: title }), list),
    );
  }
  key.append(el('button', { type: 'button', id: 'all', class: 'quiet', text: 'Show all again', hidden: true, on: { click: showAll } }));
  paintKey();
}

function paintKey() {
  for (const button of byId('key').querySelectorAll('.switch')) {
    const off = state.off[button.dataset.group].has(button.dataset.id);
    button.setAttribute('aria-pressed', String(!off));
    // A line between assets and partners says nothing while no asset is drawn.
    if (button.dataset.id === 'brings') button.parentElement.hidden = state.off.kinds.has('asset');
  }
  byId('all').hidden = !isFiltered();
}
when('filter', () => {
  paintKey();
  say(`${count(state.shown.size, isGrouped() ? 'mark' : 'actor')} and ${count(state.drawn.size, 'line')} shown`);
});

const SIZES = { links: 'Size: partners', brings: 'Size: what they bring', equal: 'Size: all alike' };

/** What size means. */
function startControls() {
  const select = el('select', { id: 'size', 'aria-label': 'What size shows' });
  for (const [value, text] of Object.entries(SIZES)) {
    if (value !== 'brings' || kindOf.has('asset')) select.append(el('option', { value, text }));
  }
  select.addEventListener('change', () => {
    state.size = select.value;
    tell('size');
  });
  byId('controls').append(select);
}
