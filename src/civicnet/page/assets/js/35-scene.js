// @ts-check
// Starts the drawing, keeps it in step with the state, and hears the pointer.

function startMap() {
  bendApart();
  adapt();
  for (const [id, place] of targets()) at.set(id, place);
  if (pane.clientWidth) fitScale = fitting().scale;
  nodeSet = keenSet(nodes, visNode);
  nodeSet.update(marks.filter(({ id }) => at.has(id)).map(visNode));
  edgeSet = keenSet(edges, visEdge);
  network = new vis.Network(canvas, { nodes: nodeSet, edges: edgeSet }, data.options);
  // However many ask for it, one picture is drawn a frame.
  network.redraw = () => network.body.emitter.emit('_requestRedraw');
  // The map itself takes the focus; the frame that vis-network puts into it would be a second stop.
  for (const inner of canvas.querySelectorAll('[tabindex]')) inner.removeAttribute('tabindex');
  network.on('beforeDrawing', drawBelow);
  network.on('afterDrawing', drawAbove);
  hearPointer();
  fit();
  let size = `${pane.clientWidth} ${pane.clientHeight}`;
  new ResizeObserver(() => {
    const now = `${pane.clientWidth} ${pane.clientHeight}`;
    if (now === size || !pane.clientWidth) return;
    size = now;
    resized();
  }).observe(pane);
}

/** Tables and organizations are drawn first, people last, so nobody small is covered. */
const DEPTH = ['group', 'ghost', 'table', 'organization', 'office', 'asset', 'person'];
const deepLast = (one, two) => DEPTH.indexOf(one.kind) - DEPTH.indexOf(two.kind) || one.id - two.id;
const LAYERS = ['wish', 'belongs', 'brings', 'seat', 'personal', 'tie', 'written', 'adverse'];
const faintFirst = (one, two) => LAYERS.indexOf(one.line) - LAYERS.indexOf(two.line) || one.id - two.id;

function resized() {
  if (!pane.clientWidth) return;
  network.setSize(`${pane.clientWidth}px`, `${pane.clientHeight}px`);
  if (fitted) {
    adapt();
    settle();
    fit();
  } else {
    network.redraw();
  }
}

/** Who stands out: somebody looked at and all around, or what the view is about. */
function focusNow() {
  const id = looked();
  return id !== null && nodeOf.has(id) && !red.size && !nodeOf.get(id).away ? around(id) : lensFocus();
}

/** @param {CanvasRenderingContext2D} ctx */
function drawBelow(ctx) {
  focus = focusNow();
  drawRings(ctx);
  ctx.globalAlpha = focus ? (focus.soft ? 0.3 : 0.14) : 1;
  dashesFromAfar(ctx, false);
}

/** @param {CanvasRenderingContext2D} ctx */
function drawAbove(ctx) {
  dashesFromAfar(ctx, true);
  ctx.globalAlpha = 1;
  if (focus) {
    const lines = edges.filter((edge) => focus.lines.has(edge.id)).sort(faintFirst);
    for (const edge of lines) drawLine(ctx, redden(edge), edge.line === 'belongs' ? 1 : lines.length > 300 ? 0.4 : 0.85, 1.25);
    for (const node of shownNodes().sort(deepLast)) {
      if (!focus.near.has(node.id)) continue;
      const { x, y } = at.get(node.id);
      drawActor(ctx, node, x, y, radiusOf(node), node.id === looked() ? 'chosen' : 'plain');
    }
  }
  for (const edge of edges) {
    if (edge.line !== 'adverse' || !state.drawn.has(edge.id) || endsOf(edge).some((end) => end < 0)) continue;
    if (!focus || focus.lines.has(edge.id)) drawCross(ctx, edge);
  }
  if (!focus || focus.soft) for (const node of shownNodes()) drawRing(ctx, node);
  drawLabels(ctx);
}

function hearPointer() {
  let start = null;
  network.on('hoverNode', ({ node, pointer }) => {
    state.hovered = node;
    showTip(nodeOf.get(node).label, placeWords(nodeOf.get(node)), pointer.DOM);
    network.redraw();
  });
  network.on('blurNode', () => {
    state.hovered = null;
    hideTip();
    network.redraw();
  });
  network.on('hoverEdge', ({ edge, pointer }) => tipOfLine(edges[edge], pointer.DOM));
  network.on('blurEdge', hideTip);
  network.on('click', ({ nodes: hit }) => {
    hideTip();
    if (hit.length) choose(hit[0]);
    else if (state.chosen !== null) choose(null);
  });
  network.on('dragStart', ({ nodes: hit }) => {
    start = hit.length ? group(hit[0]) : null;
    if (!hit.length) {
      fitted = false;
      startDrag();
    }
    hideTip();
  });
  network.on('dragging', () => {
    if (dragged) moveDrag();
    if (!start) return;
    const lead = network.body.nodes[start.id];
    const dx = lead.x - start.x;
    const dy = lead.y - start.y;
    for (const [id, place] of start.all) {
      const now = { x: place.x + dx, y: place.y + dy };
      moved.set(id, now);
      at.set(id, now);
      Object.assign(network.body.nodes[id] || {}, now);
    }
  });
  network.on('dragEnd', () => {
    endDrag();
    network.unselectAll();
    start = null;
    tell('still');
  });
  network.on('zoom', () => {
    fitted = false;
    hideTip();
  });
  canvas.addEventListener('pointerleave', () => {
    state.hovered = null;
    hideTip();
    network.redraw();
  });
}

/** An actor with everybody who stands around it: they are dragged together. @param {number} id */
function group(id) {
  const all = [id, ...membersOf.get(id).map((node) => node.id)];
  return { id, ...at.get(id), all: all.map((each) => [each, { ...at.get(each) }]) };
}

/** @param {string} name @param {string} words @param {{x: number, y: number}} spot */
function showTip(name, words, spot) {
  const tip = byId('tip');
  tip.replaceChildren(bdi(name, 'strong'), el('span', { text: words, dir: 'auto' }));
  tip.hidden = false;
  const wide = tip.offsetWidth;
  const tall = tip.offsetHeight;
  tip.style.left = `${clamp(spot.x + 14, 4, pane.clientWidth - wide - 4)}px`;
  tip.style.top = `${spot.y + tall + 24 > pane.clientHeight ? spot.y - tall - 12 : spot.y + 18}px`;
}

/** @param {any} edge @param {{x: number, y: number}} spot */
function tipOfLine(edge, spot) {
  if (state.hovered !== null) return;
  const many = bundles.get(edge.id);
  const said = many > 1 ? [lineOf.get(edge.line).label, `stands for ${many} lines`] : [lineWords(edge)];
  if (!(many > 1) && WORKING.has(edge.line)) said.push(lineOf.get(edge.line).label.toLowerCase(), edge.form, strengthWords(edge.strength));
  const ends = endsOf(edge).map((id) => isolate(nodeOf.get(id).label)).join(' – ');
  showTip(ends, said.filter(Boolean).join(' · '), spot);
}

function hideTip() {
  byId('tip').hidden = true;
}

let wasLifted = false;
when('filter', () => {
  nodeSet.update([...nodes.map((node) => ({ id: node.id, hidden: !state.shown.has(node.id) })), ...marks.filter(({ id }) => at.has(id)).map(visNode)]);
  edgeSet.update(edges.map((edge) => (state.drawn.has(edge.id) && (standing.size || wasLifted) ? visEdge(edge) : { id: edge.id, hidden: !state.drawn.has(edge.id) })));
  wasLifted = standing.size > 0;
  if (state.chosen !== null && !state.shown.has(state.chosen) && !opened.has(state.chosen)) choose(null);
  byId('nothing').hidden = state.shown.size > 0;
  network.redraw();
  tell('still');
});
when('lens', restyle);
when('view', () => {
  if (state.view === 'map') resized();
});
when('size', () => {
  settle();
  network.redraw();
  tell('still');
});
when('arrangement', () => {
  moved.clear();
  restyle();
  adapt();
  settle(true);
});
