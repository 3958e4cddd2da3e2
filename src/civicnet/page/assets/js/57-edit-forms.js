// @ts-check
// Where changes are made: a panel to add and connect, a part of somebody's details for the rest.

const KIND_CHOICE = [['person', 'Person'], ['organization', 'Organization'], ['table', 'Table']];
const FORM_CHOICE = [['', 'Nothing said'], ['verbal', 'By word of mouth'], ['mou', 'MOU'], ['contract', 'Contract'], ['law', 'Law']];

/** A field under its name; with a choice, a list. @param {string} name @param {string} label @param {any} [given] @param {string[][]} [choice] */
function field(name, label, given, choice) {
  const options = (choice || []).map(([value, text]) => el('option', { value, text }));
  return el('label', {}, label, el(choice ? 'select' : 'input', { name, autocomplete: 'off', dir: 'auto', ...given }, ...options));
}

/** A form that makes one change. @param {string} change @param {string} words @param {any} given @param {...any} fields */
function editForm(change, words, given, ...fields) {
  const fault = el('p', { class: 'none' });
  const submit = (event) => {
    event.preventDefault();
    fault.textContent = edit({ change, ...given, ...Object.fromEntries(new FormData(event.target)) });
  };
  return el('form', { class: 'fields', 'data-change': change, on: { submit } }, ...fields, fault, el('button', { class: 'act', text: words }));
}

/** Names and words to choose from while one types. */
const hints = () => [nodes.filter(mayChange), data.relations].map((all, place) => el('datalist', { id: `hint-${place}` }, ...all.map(({ label }) => el('option', { value: label }))));

/** @param {any} [given] @param {any} [first] */
const connectForm = (given, first) =>
  editForm('connect', 'Connect', given, first, field('to', 'To', { list: 'hint-0' }), field('relation', 'What', { list: 'hint-1', placeholder: 'tie, or seat at a table' }), field('form', 'Agreement', {}, FORM_CHOICE), field('strength', 'Strength', {}, STRENGTHS.map((words, level) => [level ? String(level) : '', words ? upper(words) : 'Nothing said'])));

/** Add, connect, and what was changed so far. */
function openEdit() {
  const from = nodeOf.get(looked());
  show('map');
  choose(null);
  const sectors = [...data.sectors, ...data.spare.sectors].map(({ id, label }) => [id, id && upper(label)]).sort();
  openPanel(
    panelHead(null, 'Edit'),
    el('h3', { text: 'Add' }),
    editForm('add', 'Add', {}, field('name', 'Name'), field('kind', 'Kind', {}, KIND_CHOICE), field('organization', 'Organization', { list: 'hint-0' }), field('sector', 'Sector', {}, [...new Map([['', 'That of the organization'], ...sectors.filter(([id]) => id)])])),
    el('h3', { text: 'Connect' }),
    connectForm({}, field('name', 'Who', { list: 'hint-0', value: from && mayChange(from) ? from.label : '' })),
    ...hints(),
    el('h3', { text: 'Changes' }),
    el('div', { class: 'marks', id: 'changes-made' }, act('take-back', 'Undo', takeBack), act('make-again', 'Redo', makeAgain)),
    el('ul', {}, ...rows.map((row) => el('li', { class: 'plain', text: rowWords(row) })).reverse()),
  );
  byId('panel').querySelector('input').focus();
}

/** The same of one actor, within their details. @param {any} node */
function editPart(node) {
  const name = node.label;
  if (!mayChange(node)) return null;
  const part = el('details', { class: 'edit' }, el('summary', { class: 'act', text: 'Edit' }));
  part.addEventListener('toggle', () => {
    if (!part.open || part.children[1]) return;
    part.append(
      // An office is called after its organization.
      node.kind === 'office' ? '' : editForm('rename', 'Rename', { name }, field('to', 'New name', { value: name })),
      connectForm({ name }),
      ...hints(),
      act('absent', node.kind === 'person' ? 'Mark absent: has left' : 'Mark absent: ties end', () => edit({ change: 'absent', name })),
    );
  });
  return part;
}

/** A button that ends a tie or seat; it is there while its actor is edited. @param {any} row @param {any} edge @param {number} id */
function withCut(row, edge, id) {
  const far = other(edge, id);
  if (!mayChange(nodeOf.get(id)) || !mayChange(far)) return row;
  const cut = () => edit({ change: 'disconnect', name: nodeOf.get(edge.from).label, to: nodeOf.get(edge.to).label, relation: edge.relation || edge.role });
  row.append(button({ class: 'close cut', 'aria-label': `Disconnect ${isolate(far.label)}`, text: '×' }, cut));
  return row;
}

/** Show what a change has changed, everywhere, and say it; who was changed is looked at. @param {string} words @param {any} [row] */
function made(words, row) {
  const form = document.activeElement.closest('[data-change]');
  const editing = byId('changes-made');
  const part = byId('panel').querySelector('.edit[open]');
  const there = document.activeElement.id;
  readHoldings();
  recount();
  reckon();
  fillKey();
  changed();
  byId('view-assets').replaceChildren();
  if (state.view === 'assets') fillAssets();
  tell('lens');
  paintUnsaved();
  const node = row && state.chosen === null && called(row.change === 'rename' ? row.to : row.name);
  const look = () => { state.hovered = node ? node.id : null; };
  look();
  if (editing) openEdit();
  else if (state.chosen !== null) fillPanel();
  look();
  if (node && state.shown.has(node.id)) bringIntoView(node.id);
  const again = byId('panel').querySelector('.edit');
  if (part && again) again.open = true;
  setTimeout(() => {
    const next = form && byId('panel').querySelector(`[data-change=${form.dataset.change}] input`);
    (next || byId(there) || (state.chosen === null ? canvas : byId('chosen'))).focus({ preventScroll: !next });
  });
  say(words);
}

/** @param {KeyboardEvent} event */
function editKeys(event) {
  const typing = event.target instanceof Element && event.target.closest('input, select, textarea, dialog');
  const key = event.key.toLowerCase();
  if (typing || event.altKey || isPresenting()) return;
  if (!(event.ctrlKey || event.metaKey)) {
    if (key !== 'e') return;
    openEdit();
  } else if (key === 'y' || (key === 'z' && event.shiftKey)) makeAgain();
  // While it is asked who leaves, undo is about that.
  else if (key === 'z') (asked[0].length || !rows.length ? undo : takeBack)();
  else return;
  event.preventDefault();
}
