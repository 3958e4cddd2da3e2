// @ts-check
// Everything in order; then a mark that the page can be used, and a few facts for tests.

refilter();
startKey();
startControls();
startLenses();
startViews();
startSearch();
startAssets();
startTable();
startMap();
startCalendar();
startWhatIf();
startGroups();
startKeys();
startPresent();
startEdit();

window.civicnet = Object.freeze({
  /** Names drawn on the map, in pixels of the page. */
  labels: () => {
    const base = canvas.getBoundingClientRect();
    return labels.map((label) => ({ name: label.name, x: label.x + base.left, y: label.y + base.top, w: label.w, h: label.h, size: label.size }));
  },
  /** Marks on the map, in pixels of the pane. */
  spots: () => shownNodes().map((node) => ({ ...network.canvasToDOM(at.get(node.id)), r: radiusOf(node) * network.getScale() })),
  /** Where an actor is on the page. @param {string} name */
  spot: (name) => {
    const node = [...shownNodes(), ...nodes].find((each) => each.label === name);
    const base = canvas.getBoundingClientRect();
    const spot = network.canvasToDOM(at.get(node.id));
    return { x: spot.x + base.left, y: spot.y + base.top };
  },
  /** What the file holds, as it was read. */
  data: () => ({ nodes, edges, holdings: data.holdings, relations: data.relations, lenses: data.lenses, places: data.places }),
  slides: () => slides.map(({ kept, ...slide }) => slide),
  ringed: () => shownNodes().filter(toneOf).map((node) => node.label),
  marks: () => shownNodes().map((node) => node.label),
  shown: () => ({ actors: state.shown.size, lines: state.drawn.size }),
  /** Who has left, which lines are about to go and which are gone. */
  away: () => [nodes.filter((node) => node.away).map((node) => node.label), red.size, ended.size],
  without,
  /** The stop the slider stands at, and who is drawn hollow there. */
  stop: () => [stop, shownNodes().filter((node) => node.away).map((node) => node.label)],
  chosen: () => (state.chosen === null ? null : nodeOf.get(state.chosen).label),
  looked: () => (looked() === null ? null : nodeOf.get(looked()).label),
});
performance.mark('civicnet-ready');
