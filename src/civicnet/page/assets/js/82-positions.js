// @ts-check
// Where everybody stands, as a file: `civicnet map --positions` puts them there again.

/** The place of an actor in the wide picture of who is near whom, as Python would write it. @param {any} node */
function placeIn({ id, home }) {
  const flat = data.places.near.wide;
  if (state.arrangement !== 'near' || isTall() || !moved.has(id)) return [flat[2 * id], flat[2 * id + 1]];
  const [here, there] = [at.get(id), at.get(home)];
  const { size } = nodeOf.get(home);
  const far = hypot(here.x - there.x, here.y - there.y) || 1;
  // The home of somebody may be drawn larger now, which pushes them out.
  const share = 1 - max(0, radiusOf(nodeOf.get(home)) - size) / far;
  return ['x', 'y'].map((axis) => there[axis] / stretch[axis] + (here[axis] - there[axis]) * share);
}

function savePositions() {
  const rows = nodes.filter((node) => isLive(node) && node.kind !== 'ghost' && !node.coded).map((node) => {
    const holder = node.kind === 'asset' ? nodeOf.get(node.holder).label : '';
    return [csvCell(node.label), csvCell(holder), ...placeIn(node).map((each) => each.toFixed(1))];
  });
  download(new Blob(['\ufeff' + [['name', 'holder', 'x', 'y'], ...rows].map((row) => row.join(',') + '\r\n').join('')], { type: 'text/csv' }), 'csv', 'positions');
  say('The positions were saved. The next map takes them with: civicnet map DATA --positions positions.csv');
}
