// @ts-check
// Keeps up with the hand, however many there are: vis-network is told only what has changed, and
// while the map is dragged its last picture moves, to be drawn anew when the hand rests.

/** So many that one picture takes longer than the eye forgives. */
const CROWD = nodes.length > 1200;
// One actor dragged in a crowd leaves the lines behind until it has arrived.
data.options.interaction.hideEdgesOnDrag = CROWD;

/** @param {any} one @param {any} two */
const alike = (one, two) => one === two || typeof one === 'function' || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(two));

/**
 * A set for vis-network that knows only who was ever shown, and hears only of changes; `all` may grow.
 * @param {any[]} all @param {(item: any) => any} look
 */
function keenSet(all, look) {
  const known = new Map(all.map((item) => [item.id, look(item)]));
  const set = new vis.DataSet([...known.values()].filter((item) => !item.hidden));
  const there = new Set(set.getIds());
  const update = set.update.bind(set);
  set.update = (given) => {
    const changed = [];
    for (const item of given) {
      const { id } = item;
      if (Object.keys(item).every((key) => alike(item[key], (known.get(id) || {})[key]))) continue;
      known.set(id, { ...known.get(id), ...item });
      if (there.has(id)) changed.push(item);
      else if (!item.hidden) {
        there.add(id);
        known.set(id, all[id] ? look(all[id]) : item);
        changed.push(known.get(id));
      }
    }
    if (!changed.length) return;
    // With each set of changes vis-network draws at once, before it has heard of the others.
    const { renderer } = network || { renderer: {} };
    const { allowRedraw } = renderer;
    renderer.allowRedraw = false;
    update(changed);
    renderer.allowRedraw = allowRedraw;
    if (network) network.redraw();
  };
  return set;
}

/** In a crowd seen from afar dashes cost more than all the rest: what is personal is fainter instead. @param {any} ctx @param {boolean} on */
function dashesFromAfar(ctx, on) {
  const far = CROWD && state.drawn.size > 2000 && network.getScale() < 2 * fitScale;
  byId('key').classList.toggle('afar', far);
  if (on) delete ctx.setLineDash;
  else if (far) {
    ctx.setLineDash = ([dash, gap]) => {
      if (dash > gap) ctx.globalAlpha *= 0.4;
    };
  }
}

/** The picture under the hand. @type {any} */
let dragged = null;

/** Lay a copy of the picture over the map. */
function startDrag() {
  // A camera still on its way would go on under the hand.
  if (network.view.easingTime) {
    network.view._transitionRedraw(true);
    network.interactionHandler.drag.translation = { ...network.body.view.translation };
  }
  const picture = canvas.querySelector('canvas');
  const copy = el('canvas', { width: picture.width, height: picture.height });
  const cover = el('div', { class: 'cover' }, copy);
  dragged = { picture, copy, cover, timer: 0, from: network.body.view.translation };
  copy.getContext('2d').drawImage(picture, 0, 0);
  canvas.append(cover);
  network.renderer.allowRedraw = false;
  window.addEventListener('pointercancel', endDrag, { once: true });
}

/** Move the copy along; where the hand rests, or has come far, the map is drawn under it. */
function moveDrag() {
  const { from, copy } = dragged;
  const { x, y } = network.body.view.translation;
  // A browser tells of the hand again when what lies under it is new.
  if (x === from.x && y === from.y) return;
  copy.style.transform = `translate(${x - from.x}px,${y - from.y}px)`;
  clearTimeout(dragged.timer);
  dragged.timer = setTimeout(paintDrag, 120);
  if (abs(x - from.x) > pane.clientWidth / 3 || abs(y - from.y) > pane.clientHeight / 3) paintDrag();
}

function paintDrag() {
  const { picture, copy, timer } = dragged;
  clearTimeout(timer);
  network.renderer.allowRedraw = true;
  network.body.emitter.emit('_redraw');
  network.renderer.allowRedraw = false;
  const ctx = copy.getContext('2d');
  ctx.clearRect(0, 0, copy.width, copy.height);
  ctx.drawImage(picture, 0, 0);
  dragged.from = network.body.view.translation;
  copy.style.transform = '';
}

function endDrag() {
  if (!dragged) return;
  paintDrag();
  clearTimeout(dragged.timer);
  dragged.cover.remove();
  dragged = null;
  network.renderer.allowRedraw = true;
}
