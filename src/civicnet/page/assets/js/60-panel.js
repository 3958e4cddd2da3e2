// @ts-check
// The details of one actor: facts, ties by what they rest on, seats, assets, needs.

/** A neighbour: choosing it moves there. @param {any} node @param {string} [words] @param {string} [more] */
function neighbour(node, words, more) {
  return el(
    'li',
    {},
    button(
      { class: 'neighbour' },
      () => choose(node.id, { focus: true }),
      actorIcon(node),
      el('span', { class: 'who' }, bdi(node.label, 'strong'), words ? el('span', { class: 'words', text: words, dir: 'auto' }) : null),
      more ? el('span', { class: 'more', text: more }) : null,
    ),
  );
}

/** @param {string} title @param {any[]} rows @param {string} [hint] */
function section(title, rows, hint) {
  if (!rows.length) return null;
  return el(
    'section',
    {},
    el('h3', {}, title, el('span', { class: 'number', text: String(rows.length) })),
    hint ? el('p', { class: 'hint', text: hint }) : null,
    el('ul', { class: 'list' }, ...rows),
  );
}

/** @param {any} edge @param {number} id */
function tieRow(edge, id) {
  const words = [lineWords(edge)];
  if (edge.form && edge.form !== 'none') words.push(edge.form === 'mou' ? 'MOU' : edge.form);
  if (edge.agreement) words.push(`“${edge.agreement}”`);
  if (edge.end) words.push(`until ${day(edge.end)}`);
  for (const [name, value] of edge.facts) words.push(`${name}: ${value}`);
  const arrow = edge.what === 'tie' && edge.to === id ? '← ' : '';
  return withCut(neighbour(other(edge, id), arrow + words.join(' · '), strengthWords(edge.strength)), edge, id);
}

/** @param {any} edge @param {number} id */
function seatRow(edge, id) {
  const words = [edge.role, edge.engagement, edge.for && `for ${isolate(edge.for)}`, edge.end && `until ${day(edge.end)}`];
  for (const [name, value] of edge.facts) words.push(`${name}: ${value}`);
  return withCut(neighbour(other(edge, id), words.filter(Boolean).join(' · ')), edge, id);
}

/** Ties that its people and offices carry for a body. @param {any} node */
function carried(node) {
  const rows = [];
  for (const member of membersOf.get(node.id)) {
    for (const edge of edgesOf.get(member.id)) {
      if (!CONTACT.has(edge.line) || !isThere(edge)) continue;
      const far = other(edge, member.id);
      if (far.home === node.id) continue;
      rows.push(neighbour(far, `${lineWords(edge)} · through ${isolate(member.label)}`, edge.line === 'personal' ? 'personal' : ''));
    }
  }
  return rows;
}

/** @param {any} node */
function panelSections(node) {
  const mine = edgesOf.get(node.id).filter(isThere);
  const of = (line) => mine.filter((edge) => edge.line === line);
  const sections = [];
  sections.push(section('Not there yet', of('wish').map((edge) => neighbour(other(edge, node.id), lineWords(edge)))));
  const belongs = of('belongs').filter((edge) => edge.what !== 'works at' || !saidByOffice(edge));
  const posts = belongs.map((edge) => {
    const far = other(edge, node.id);
    const words = [far.kind === 'person' && edge.what === 'holds' ? 'holder' : '', edge.start && `since ${day(edge.start)}`, edge.end && `until ${day(edge.end)}`];
    return neighbour(far, words.filter(Boolean).join(' · '));
  });
  sections.push(section(node.kind === 'person' ? 'Offices and home' : node.kind === 'office' ? 'Holder and home' : 'Offices and people', posts));
  sections.push(section('In writing', of('written').map((edge) => tieRow(edge, node.id)), 'Stays when people leave.'));
  sections.push(section('Personal ties', of('personal').map((edge) => tieRow(edge, node.id)), 'Leave with the person.'));
  sections.push(section('Ties', of('tie').map((edge) => tieRow(edge, node.id))));
  sections.push(section('At odds', of('adverse').map((edge) => tieRow(edge, node.id))));
  sections.push(section(node.kind === 'table' ? 'Who sits here' : 'Seats', of('seat').map((edge) => seatRow(edge, node.id))));
  if (node.home === node.id && node.kind !== 'person') sections.push(section('Through its people', carried(node)));
  const brought = mine.filter((edge) => edge.what === 'brings' && edge.from === node.id);
  sections.push(section('Brings', brought.map((edge) => neighbour(nodeOf.get(edge.to), nodeOf.get(edge.to).sub))));
  const doors = mine.filter((edge) => edge.what === 'opens' && edge.from === node.id);
  sections.push(section('Whose yes is needed for', doors.map((edge) => neighbour(nodeOf.get(edge.to), nodeOf.get(edge.to).sub))));
  if (node.kind === 'asset') {
    sections.push(section('Brought by', [neighbour(nodeOf.get(node.holder), placeWords(nodeOf.get(node.holder)))]));
    const gate = mine.filter((edge) => edge.what === 'opens');
    sections.push(section('Opened by', gate.map((edge) => neighbour(nodeOf.get(edge.from), 'has to say yes'))));
  }
  const needs = data.holdings.needs.filter((need) => need.who === node.id);
  sections.push(section('Needs', needs.map((need) => el('li', { class: 'plain' }, bdi(need.need, 'strong'), el('span', { class: 'words', text: need.able.length ? `${need.kind}: ${count(need.able.length, 'partner')} could help` : `${need.kind || 'kind not said'}: nobody brings it` })))));
  return sections;
}

/** Open the panel with these parts, or close it. @param {...any} parts */
function openPanel(...parts) {
  const panel = byId('panel');
  panel.hidden = !parts.length;
  panel.replaceChildren(...parts.filter(Boolean));
  panel.scrollTop = 0;
  document.body.classList.toggle('open', parts.length > 0);
}

/** @param {any} mark @param {string} title */
function panelHead(mark, title) {
  const close = button({ class: 'close', 'aria-label': 'Close details', text: '×' }, closePanel);
  return el('header', {}, mark, el('h2', { tabindex: '-1', id: 'chosen', dir: 'auto', text: title }), close);
}

function fillPanel() {
  if (state.chosen === null) {
    openPanel();
    return;
  }
  const node = nodeOf.get(state.chosen);
  const facts = el('dl', {});
  for (const [name, value] of node.facts) facts.append(el('dt', { text: name }), el('dd', {}, factValue(value)));
  openPanel(
    panelHead(actorIcon(node), node.label),
    el('p', { class: 'place', text: placeWords(node), dir: 'auto' }),
    node.kind === 'asset' || node.kind === 'ghost' || node.kind === 'group' ? null : el('p', { class: 'sum', text: sumWords(node) }),
    leaveButton(node),
    editPart(node),
    ...groupParts(node),
    node.facts.length ? facts : null,
    ...panelSections(node),
  );
}

/** @param {any} node */
function sumWords(node) {
  const said = node.away ? ['Has left'] : [];
  if (node.kind === 'office' && node.hollow) said.push('Vacant');
  if (node.links || node.kind !== 'office') said.push(node.links ? `Linked to ${node.links}` : 'No ties in these data');
  if (node.brings) said.push(`brings ${count(node.brings, 'asset')}`);
  return said.join(' · ');
}

/** A fact; an address becomes a link only where it is http, https or mailto. @param {string} value */
function factValue(value) {
  const text = value.trim();
  const href = /^https?:\/\/[^\s]+$/i.test(text) ? text : /^[^\s@:/?]+@[^\s@:/?]+\.[^\s@:/?]+$/.test(text) ? `mailto:${text}` : '';
  if (!href) return bdi(value);
  return el('a', { href, rel: 'noopener noreferrer', target: '_blank', text: value, dir: 'auto' });
}

function closePanel() {
  choose(null);
  (state.view === 'map' ? canvas : byId(`view-${state.view}`)).focus({ preventScroll: true });
}

when('choose', (how) => {
  fillPanel();
  network.redraw();
  if (state.view === 'map') frame();
  if (how && how.focus && state.chosen !== null) byId('chosen').focus({ preventScroll: true });
});
