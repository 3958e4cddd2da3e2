// @ts-check
// Views, menus and the keyboard.

/** @param {string} view */
function show(view) {
  if (view === state.view) return;
  state.view = view;
  if (state.chosen === null) openPanel();
  paintView();
  tell('view');
}

function paintView() {
  document.body.dataset.view = state.view;
  for (const button of byId('views').children) {
    if (button.dataset.view === state.view) button.setAttribute('aria-current', 'page');
    else button.removeAttribute('aria-current');
  }
  for (const each of ['map', 'assets', 'table']) byId(`view-${each}`).hidden = state.view !== each && !(each === 'map' && state.view === 'key');
}

function startViews() {
  for (const button of byId('views').children) {
    button.addEventListener('click', () => {
      show(button.dataset.view);
      if (window.innerWidth < 760 && state.chosen !== null) choose(null);
    });
  }
  window.matchMedia('(max-width: 759px)').addEventListener('change', (narrow) => {
    if (!narrow.matches && state.view === 'key') show('map');
  });
  const menu = byId('save');
  const open = (on) => {
    byId('saves').hidden = !on;
    menu.setAttribute('aria-expanded', String(on));
  };
  menu.addEventListener('click', () => open(byId('saves').hidden));
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('.menu')) open(false);
  });
  byId('saves').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    open(false);
    menu.focus();
  });
  const info = byId('info');
  onClick({
    saves: () => open(false),
    png: savePng,
    svg: saveSvg,
    positions: savePositions,
    poster: () => window.print(),
    about: () => info.showModal(),
    'info-close': () => info.close(),
    'zoom-in': () => zoom(1.35),
    'zoom-out': () => zoom(1 / 1.35),
    'zoom-fit': () => fit(true),
  });
  startTheme();
  startPrint();
  paintView();
}

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The nearest actor in a direction, preferring those straight ahead. @param {number} from @param {number[]} way */
function nearestTowards(from, way) {
  const here = at.get(from);
  let best = null;
  let least = Infinity;
  for (const id of state.shown) {
    if (id === from) continue;
    const dx = at.get(id).x - here.x;
    const dy = at.get(id).y - here.y;
    const ahead = dx * way[0] + dy * way[1];
    const aside = abs(dx * way[1]) + abs(dy * way[0]);
    if (ahead <= 0.5 || aside > ahead * 1.5) continue;
    const far = ahead + aside * 1.6;
    if (far < least) {
      least = far;
      best = id;
    }
  }
  return best;
}

/** Whom the keyboard starts from. */
function firstActor() {
  let best = null;
  for (const id of state.shown) if (best === null || importance(nodeOf.get(id)) > importance(nodeOf.get(best))) best = id;
  return best;
}

/** @param {KeyboardEvent} event */
function mapKeys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const way = ARROWS[event.key];
  if (way) {
    const from = looked();
    const next = from === null || !state.shown.has(from) ? firstActor() : nearestTowards(from, way);
    if (next !== null) {
      state.hovered = next;
      hideTip();
      announce(next);
      bringIntoView(next);
      network.redraw();
    }
  } else if (event.key === 'Enter') {
    if (looked() !== null) choose(looked(), { focus: true });
  } else if (event.key === '+' || event.key === '=') zoom(1.35);
  else if (event.key === '-') zoom(1 / 1.35);
  else if (event.key === '0') fit(true);
  else if (event.key.toLowerCase() === 't') openLens('calendar');
  else if (data.lenses[Number(event.key) - 1]) openLens(data.lenses[Number(event.key) - 1].id);
  else return;
  event.preventDefault();
}

function startKeys() {
  canvas.addEventListener('keydown', mapKeys);
  document.addEventListener('keydown', (event) => {
    if (byId('info').open) return;
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === 'Escape') {
      if (!byId('panel').hidden) closePanel();
      else if (state.hovered !== null) {
        state.hovered = null;
        network.redraw();
      }
    } else if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      find.focus();
    } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (event.key.toLowerCase() === 'd') turnTheme();
      if (event.key.toLowerCase() === 'o') turnGroup(looked());
    }
  });
}
