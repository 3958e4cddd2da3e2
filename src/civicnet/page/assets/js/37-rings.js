// @ts-check
// What stands behind the rings: bands from the deciding tables outwards, a wedge for each sector.

const guideNow = () => (state.arrangement === 'rings' ? data.guides[isTall() ? 'tall' : 'wide'] : null);

/** The bands, from the outermost: the half axes of their outer edge, and what they are called. */
function bands() {
  const guide = guideNow();
  const [sx, sy] = [guide.stretch[0] * stretch.x, guide.stretch[1] * stretch.y];
  return guide.radii
    .map(([, outer], place) => {
      const next = guide.radii[place + 1];
      const edge = next ? (outer + next[0]) / 2 : outer + 52;
      return { x: edge * sx, y: edge * sy, name: data.guides.tiers[guide.tiers[place]] };
    })
    .reverse();
}

/** The box that the rings need, names of sectors included. */
function ringBounds() {
  if (!guideNow() || !guideNow().radii.length) return null;
  const { x, y } = bands()[0];
  const box = bounds();
  return { left: min(-x, box.left), right: max(x, box.right), top: min(-y, box.top) - 6, bottom: max(y, box.bottom) + 6 };
}

/** Where each sector begins, and where its name stands, in map units. */
function wedges() {
  const guide = guideNow();
  const { x, y } = bands()[0];
  return guide.sectors.map((id, place) => {
    const [start, end] = guide.wedges[place];
    const middle = (start + end) / 2;
    return {
      id,
      name: id ? upper(id) : 'No sector given',
      edge: { x: x * cos(start), y: y * sin(start) },
      spot: { x: x * cos(middle), y: y * sin(middle) },
    };
  });
}

const BANDS = ['#f3f5f9', PAPER];
const EDGE = '#d3d9e3';

/** @param {CanvasRenderingContext2D} ctx */
function drawRings(ctx) {
  if (!guideNow()) return;
  ctx.save();
  bands().forEach((band, place, all) => {
    ctx.beginPath();
    ctx.ellipse(0, 0, band.x, band.y, 0, 0, 2 * PI);
    ctx.fillStyle = tint(BANDS[(all.length - place) % 2]);
    ctx.fill();
    ctx.strokeStyle = tint(EDGE);
    ctx.lineWidth = 1;
    ctx.stroke();
  });
  const sectors = wedges();
  if (sectors.length > 1) {
    ctx.strokeStyle = tint(EDGE);
    ctx.beginPath();
    for (const { edge } of sectors) {
      ctx.moveTo(0, 0);
      ctx.lineTo(edge.x, edge.y);
    }
    ctx.stroke();
  }
  ctx.restore();
}

/**
 * Names of bands and sectors, placed before any other name.
 * @param {(place: {x: number, y: number}) => {x: number, y: number}} spotOf @param {Mesh} taken @param {Mesh} actors @param {any} room
 */
function ringNames(spotOf, taken, actors, room) {
  if (!guideNow()) return [];
  const placed = [];
  const put = (name, size, weight, color, spots) => {
    const block = wrap(name, `${weight} ${size}px ${FONTS}`, size);
    let best = null;
    let least = Infinity;
    for (const spot of spots) {
      const box = { x: clamp(spot.x - block.w / 2, 4, room.w - block.w - 4), y: clamp(spot.y - block.h / 2, 4, room.h - block.h - 4), w: block.w, h: block.h };
      if (taken.hits(box, -1).length) continue;
      const cost = actors.hits(box, -1).length;
      if (cost < least) [best, least] = [box, cost];
    }
    if (!best) return;
    taken.add(best);
    placed.push({ ...best, id: -1, name, lines: block.lines, size, weight, color });
  };
  const all = bands();
  for (const { name, spot, id } of wedges()) {
    const sector = sectorOf.get(id);
    const spots = [1, 0.96, 1.03, 0.92].map((far) => spotOf({ x: spot.x * far, y: spot.y * far }));
    put(name, room.size + 1, 700, sector ? mix(sector.color, tint(INK), 0.5) : tint(INK), spots);
  }
  all.forEach((band) => {
    if (!band.name) return;
    const spots = [];
    for (let turn = 0; turn < 60; turn += 1) {
      const angle = -PI / 2 + (turn % 2 ? -1 : 1) * ceil(turn / 2) * 0.105;
      for (const far of [0.95, 0.9]) spots.push(spotOf({ x: band.x * far * cos(angle), y: band.y * far * sin(angle) }));
    }
    put(band.name, room.size, 400, tint(SOFT), spots);
  });
  return placed;
}
