// @ts-check
// The map: vis-network draws lines and actors where Python put them, and moves the camera.

const canvas = byId('canvas');
const pane = byId('pane');
const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
/** @type {any} */ let network;
/** @type {any} */ let nodeSet;
/** @type {any} */ let edgeSet;
/** Where each actor stands now, in map units. @type {Map<number, {x: number, y: number}>} */
const at = new Map();
/** @type {Map<number, {x: number, y: number}>} moved by hand */
const moved = new Map();
let stretch = { x: 1, y: 1 };
let fitted = true;
let fitScale = 1;
let focus = null;

/** What is drawn on instead of the pane, while it is. @type {any} */
let sheet = null;
const isTall = () => (sheet ? sheet.height > sheet.width : pane.clientHeight > pane.clientWidth);
/** Whom the room looks at: the actor under the pointer, else the chosen one. */
const looked = () => (state.hovered !== null ? state.hovered : state.chosen);

/** The radius of an actor under the size chosen. @param {any} node */
function radiusOf(node) {
  if (state.size === 'links' || node.kind === 'group') return node.size;
  const kind = kindOf.get(node.kind);
  if (state.size === 'equal') return (kind.least + kind.most) / 2;
  const most = mostOf.get(node.kind) || 1;
  return kind.least + (kind.most - kind.least) * sqrt(node.brings / most);
}
const mostOf = new Map();
for (const node of nodes) mostOf.set(node.kind, max(mostOf.get(node.kind) || 0, node.brings || 0));

/** The flat list of places in use. */
const placesNow = () => data.places[state.arrangement][isTall() ? 'tall' : 'wide'];

/** Work out where everybody belongs under the present arrangement, size and shape of the pane. */
function targets() {
  const flat = placesNow();
  const found = new Map();
  for (const node of nodes) {
    const hx = flat[2 * node.home];
    const hy = flat[2 * node.home + 1];
    let dx = flat[2 * node.id] - hx;
    let dy = flat[2 * node.id + 1] - hy;
    if (node.home !== node.id) {
      const home = nodeOf.get(node.home);
      const far = hypot(dx, dy) || 1;
      const grow = max(0, radiusOf(home) - home.size) / far;
      dx *= 1 + grow;
      dy *= 1 + grow;
    }
    found.set(node.id, { x: hx * stretch.x + dx, y: hy * stretch.y + dy });
  }
  standMarks(found);
  for (const [id, place] of moved) found.set(id, place);
  return found;
}

/** Let the map lean a little wider or taller, so that it fills its pane. @param {number} wide @param {number} tall */
function adapt(wide = pane.clientWidth, tall = pane.clientHeight) {
  const flat = placesNow();
  const span = (axis) => {
    const all = nodes.filter((node) => !node.coded && !node.came).map((node) => flat[2 * node.home + axis]);
    return max(...all) - min(...all) + 60;
  };
  const room = margins(wide);
  const wanted = (wide - 2 * room.x) / max(tall - 2 * room.y, 1);
  const lean = clamp((wanted * span(1)) / span(0), 0.7, 1.43);
  stretch = { x: sqrt(lean), y: 1 / sqrt(lean) };
}
/** What names at the edge need. @param {number} [wide] */
const margins = (wide = pane.clientWidth) => (wide < 600 ? { x: 22, y: 26 } : { x: 58, y: 30 });

/** Put everybody in place at once, or within half a second. @param {boolean} [animate] */
function settle(animate) {
  const goal = targets();
  const from = new Map(at);
  const start = performance.now();
  const last = animate && !calm.matches && !CROWD ? 550 : 0;
  const step = (now) => {
    const share = last ? clamp((now - start) / last, 0, 1) : 1;
    const eased = share < 0.5 ? 4 * share ** 3 : 1 - (2 - 2 * share) ** 3 / 2;
    for (const [id, end] of goal) {
      const begin = from.get(id) || end;
      const place = { x: begin.x + (end.x - begin.x) * eased, y: begin.y + (end.y - begin.y) * eased };
      at.set(id, place);
      const body = network && network.body.nodes[id];
      if (body) Object.assign(body, place);
    }
    if (share < 1) {
      network.redraw();
      requestAnimationFrame(step);
    } else if (network) {
      if (last) fit();
      else network.redraw();
      tell('still');
    }
  };
  if (last) requestAnimationFrame(step);
  else step(start);
}

/** The box around what is shown, in map units. */
function bounds() {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const node of state.shown.size ? shownNodes() : nodes) {
    const { x, y } = at.get(node.id);
    const radius = radiusOf(node);
    box.left = min(box.left, x - radius);
    box.right = max(box.right, x + radius);
    box.top = min(box.top, y - radius);
    box.bottom = max(box.bottom, y + radius);
  }
  return Number.isFinite(box.left) ? box : { left: 0, right: 1, top: 0, bottom: 1 };
}

/** The box to show, and how large it may be in the pane. */
function fitting() {
  const box = ringBounds() || bounds();
  const room = margins();
  const scale = min((pane.clientWidth - 2 * room.x) / (box.right - box.left), (pane.clientHeight - 2 * room.y) / (box.bottom - box.top), 2.2);
  return { box, scale: max(scale, 0.02) };
}

/** Show everything that is shown, as large as it fits. @param {boolean} [animate] */
function fit(animate) {
  fitted = true;
  if (!pane.clientWidth) return; // another view is open: it is done on coming back
  const { box, scale } = fitting();
  const before = thicker();
  fitScale = scale;
  if (abs(thicker() / before - 1) > 0.15) restyle();
  moveCamera({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 }, scale, animate);
}

/** @param {{x: number, y: number}} position @param {number} scale @param {boolean} [animate] */
function moveCamera(position, scale, animate) {
  const animation = animate && !calm.matches && !CROWD ? { duration: 350, easingFunction: 'easeInOutQuad' } : false;
  network.moveTo({ position, scale, animation });
  if (!animation) tell('still');
}

/** @param {number} factor */
function zoom(factor) {
  fitted = false;
  moveCamera(network.getViewPosition(), clamp(network.getScale() * factor, fitScale * 0.4, fitScale * 12), true);
}

/** How much of the pane the details cover, on the right. */
const covered = () => (byId('panel').hidden || window.innerWidth < 760 ? 0 : byId('panel').offsetWidth);
/** @type {any} where the camera was before it went to somebody */
let before = null;

/** Show the chosen actor and everybody around it in what the details leave free; go back after. */
function frame() {
  if (state.chosen === null) {
    if (before) {
      fitted = before.fitted;
      moveCamera(before.position, before.scale, true);
    }
    before = null;
    return;
  }
  // An open group is gone near to; otherwise the map moves only where somebody would be out of sight.
  const { here, near } = around(state.chosen);
  const close = opened.has(state.chosen);
  const ids = [...(close ? here : near)].filter((id) => state.shown.has(id));
  const room = { w: pane.clientWidth - covered(), h: pane.clientHeight, x: 56, y: 40 };
  const spots = ids.map((id) => network.canvasToDOM(at.get(id)));
  const fits = spots.every((spot) => spot.x > room.x && spot.y > 24 && spot.x < room.w - room.x && spot.y < room.h - 24);
  if ((fits && !close) || room.w < 200 || room.h < 99 || !ids.length) return;
  if (!before) before = { position: network.getViewPosition(), scale: network.getScale(), fitted };
  const xs = ids.map((id) => at.get(id).x);
  const ys = ids.map((id) => at.get(id).y);
  const [left, right, top, bottom] = [min(...xs), max(...xs), min(...ys), max(...ys)];
  const scale = min((room.w - 2 * room.x) / (right - left + 20), (room.h - 2 * room.y) / (bottom - top + 20), close ? 1 : max(fitScale, before.scale));
  fitted = false;
  moveCamera({ x: (left + right) / 2 + covered() / 2 / scale, y: (top + bottom) / 2 }, scale, true);
}

/** Bring an actor into the pane, moving no more than needed. @param {number} id */
function bringIntoView(id) {
  const spot = network.canvasToDOM(at.get(id));
  const dx = spot.x - clamp(spot.x, 70, pane.clientWidth - covered() - 70);
  const dy = spot.y - clamp(spot.y, 50, pane.clientHeight - 50);
  if (!dx && !dy) return;
  const scale = network.getScale();
  const view = network.getViewPosition();
  fitted = false;
  moveCamera({ x: view.x + dx / scale, y: view.y + dy / scale }, scale, true);
}

/** A large map is drawn small: its lines must still be seen. */
const thicker = () => (state.projector ? 1.5 : 1) * (state.arrangement === 'rings' ? 1 : clamp(0.75 / fitScale, 1, 2.4));

/** How vis-network should draw an actor: with our own shapes. @param {any} node */
function visNode(node) {
  const { x, y } = at.get(node.id);
  return {
    id: node.id,
    x,
    y,
    shape: 'custom',
    hidden: !state.shown.has(node.id),
    ctxRenderer: ({ ctx, id, x: left, y: top }) => ({
      drawNode() {
        const faint = focus && !focus.near.has(id);
        drawActor(ctx, node, left, top, radiusOf(node), faint ? (focus.soft ? 'pale' : 'faint') : id === looked() ? 'chosen' : 'plain');
      },
      nodeDimensions: { width: 2 * radiusOf(node) + 6, height: 2 * radiusOf(node) + 6 },
    }),
  };
}
