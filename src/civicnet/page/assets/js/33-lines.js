// @ts-check
// How lines are drawn: by vis-network, and by ourselves where somebody is looked at.

/** @param {any} edge */
function visEdge(edge) {
  const bend = bends.get(edge.id);
  const color = tint(edge.color);
  return {
    id: edge.id,
    from: stand(edge.from),
    to: stand(edge.to),
    hidden: !state.drawn.has(edge.id),
    dashes: dashesOf(edge),
    width: widthOf(edge) * thicker(),
    color: { color, hover: color, highlight: color, opacity: opacityOf(edge) },
    smooth: bend ? { enabled: true, type: bend > 0 ? 'curvedCW' : 'curvedCCW', roundness: abs(bend) } : false,
  };
}

/** Tell vis-network how the lines look now. */
const restyle = () => edgeSet.update((standing.size ? edges.filter(({ id }) => state.drawn.has(id)) : edges).map(visEdge));

/** How strongly a line is drawn; on the rings all are fainter, as they cross more. @param {any} edge */
const opacityOf = (edge) => state.projector ? 0.8 : ownOpacity(edge) * sparse * (state.arrangement === 'rings' && edge.line !== 'belongs' ? 0.6 : 1);

/** A few lines may be darker than many. */
const sparse = edges.length < 300 ? 1.5 : 1;
/** @param {any} edge */
function ownOpacity(edge) {
  if (edge.line === 'wish' || edge.line === 'belongs' || edge.line === 'adverse' || edge.line === 'brings') return 0.9;
  if (edge.line === 'seat') return 0.42;
  return [0.38, 0.22, 0.32, 0.44, 0.56][edge.strength || 0] || 0.38;
}

/** Several lines between the same two are bent apart. @type {Map<number, number>} */
const bends = new Map();
function bendApart() {
  const seen = new Map();
  bends.clear();
  for (const edge of standing.size ? edges.filter(({ id }) => state.drawn.has(id)) : edges) {
    const [from, to] = endsOf(edge);
    const pair = from < to ? `${from} ${to}` : `${to} ${from}`;
    const before = seen.get(pair) || 0;
    seen.set(pair, before + 1);
    if (!before) continue;
    const side = before % 2 ? 1 : -1;
    bends.set(edge.id, side * (from < to ? 1 : -1) * 0.16 * ceil(before / 2));
  }
}

/** The ends and the bend of a line, as vis-network draws it. @param {any} edge */
function course(edge) {
  const [from, to] = endsOf(edge).map((id) => at.get(id));
  const bend = bends.get(edge.id);
  if (!bend) return { from, to, via: null };
  const dx = to.x - from.x;
  const dy = from.y - to.y;
  const factor = abs(bend);
  const turn = Math.atan2(dy, dx) + ((bend > 0 ? 1 : -1) * factor * 0.5 + 0.5) * PI;
  const reach = (factor * 0.5 + 0.5) * hypot(dx, dy);
  return { from, to, via: { x: from.x + reach * sin(turn), y: from.y + reach * cos(turn) } };
}

/** @param {any} edge */
function middle(edge) {
  const { from, to, via } = course(edge);
  if (!via) return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
  return { x: from.x / 4 + via.x / 2 + to.x / 4, y: from.y / 4 + via.y / 2 + to.y / 4 };
}

/** @param {CanvasRenderingContext2D} ctx @param {any} edge @param {number} alpha @param {number} wider */
function drawLine(ctx, edge, alpha, wider) {
  const { from, to, via } = course(edge);
  ctx.save();
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = tint(edge.color);
  ctx.lineWidth = widthOf(edge) * wider * thicker();
  ctx.setLineDash(dashesOf(edge) || []);
  ctx.beginPath();
  ctx.moveTo(from.x, from.y);
  if (via) ctx.quadraticCurveTo(via.x, via.y, to.x, to.y);
  else ctx.lineTo(to.x, to.y);
  ctx.stroke();
  ctx.restore();
}

/** A small cross on lines at odds. @param {CanvasRenderingContext2D} ctx @param {any} edge */
function drawCross(ctx, edge) {
  const spot = middle(edge);
  ctx.save();
  ctx.translate(spot.x, spot.y);
  ctx.strokeStyle = tint(edge.color);
  ctx.lineWidth = 2;
  ctx.stroke(path2d(CROSS));
  ctx.restore();
}
