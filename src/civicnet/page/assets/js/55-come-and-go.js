// @ts-check
// Who and what comes or goes while the page is open: every list that knows of them is told here.

/**
 * Take in an actor: `fields` as in the file (kind and label; home, sector … where it has them),
 * `spotIn` gives x and y in a flat list of places. Then `changed()` draws all that came or went.
 * @param {any} fields @param {(flat: number[], way: string, shape: string) => number[]} spotIn
 */
function addActor(fields, spotIn) {
  const id = nodes.length;
  const node = { id, home: id, homes: [], links: 0, brings: 0, facts: [], ...fields };
  nodes.push(node);
  enter(node);
  dress(node);
  join(node);
  place(node, spotIn);
  return node;
}

/** Take in a line: `fields` as in the file (from, to, line, what …). Then `changed()`. @param {any} fields */
function addLine(fields) {
  const edge = { id: edges.length, facts: [], ...fields };
  edges.push(edge);
  hook(edge);
  return edge;
}

/** Whether an actor or a line is there now. @param {any} item */
function isLive(item) {
  return !item.gone && !item.then;
}

/** Let an actor or a line be gone: its number stays its own, all else forgets it. Again: it is back. @param {any} item */
function flip(item) {
  item.gone = !item.gone;
  const lists = item.line ? [edgesOf.get(item.from), edgesOf.get(item.to)] : item.home === item.id ? [] : [membersOf.get(item.home)];
  for (const list of lists) {
    if (item.gone) list.splice(list.indexOf(item), 1);
    else list.push(item);
    list.sort((one, two) => one.id - two.id);
  }
}

/** Stand an actor somewhere, in every arrangement and shape of the pane; the way back is given. @param {any} node @param {(flat: number[], way: string, shape: string) => number[]} spotIn */
function place({ id }, spotIn) {
  const back = [];
  for (const [way, shapes] of Object.entries(data.places)) {
    for (const [shape, flat] of Object.entries(shapes)) {
      const [x, y] = spotIn(flat, way, shape);
      back.push([flat, flat[2 * id], flat[2 * id + 1]]);
      flat[2 * id] = x;
      flat[2 * id + 1] = y;
    }
  }
  return () => {
    for (const [flat, x, y] of back) {
      flat[2 * id] = x;
      flat[2 * id + 1] = y;
    }
  };
}

/** Draw what came, went or is called otherwise: nobody else moves. */
function changed() {
  for (const [id, spot] of targets()) at.set(id, spot);
  bendApart();
  enlistAll();
  labelled = '';
  refilter();
  for (const { id } of nodes) Object.assign(network.body.nodes[id] || {}, at.get(id));
  tell('filter');
  edgeSet.update(edges.map(visEdge));
}
