// Hypervolume over evaluations: a line a run, and what random networks reach.
// Runs of one problem share their bounds, so that their values can be compared. Where there is no room beside the lines, the keys below hold the names.
const hasRoom = place => place.clientWidth === 0 || place.clientWidth >= 620;

function drawHypervolume(runs, place) {
  const width = Math.max(280, Math.min(1232, place.clientWidth || 1080)), height = 300, box = { left: 62, right: width - (hasRoom(place) ? 230 : 14), top: 14, bottom: 250 };
  const shown = runs.filter(run => run.hypervolume.length > 0);
  const best = run => Math.max(...shown.filter(other => other.problem === run.problem).map(other => other.hypervolume.at(-1))) || 1;
  const share = (run, index) => 100 * run.hypervolume[index] / best(run);

  // The first networks, from nothing to something, would flatten all that comes later.
  const from = run => Math.min(run.hypervolume.length - 1, Math.ceil(run.firstBatch / 3));
  const x = axis([0, ...shown.map(run => run.hypervolume.length)], box.left, box.right, hasRoom(place) ? 8 : 4), y = axis([...shown.map(run => share(run, from(run))), 100], box.bottom, box.top, 5);
  const root = frame("Hypervolume over the networks evaluated", width, height, x, y, "networks evaluated", "hypervolume, % of best", box);
  root.append(svg("clipPath", { id: "hypervolume-box" }, svg("rect", { x: box.left, y: 0, width: width - box.left, height: box.bottom })));
  const taken = [];
  for (const run of [...shown].sort((a, b) => share(b, b.hypervolume.length - 1) - share(a, a.hypervolume.length - 1))) {
    const random = run.algorithm === "random", last = run.hypervolume.at(-1), end = x.at(run.hypervolume.length);
    const steps = run.hypervolume.map((_, index) => `${x.at(index + 1).toFixed(1)},${y.at(share(run, index)).toFixed(1)}`);
    root.append(svg("polyline", { class: random ? "run-line random" : "run-line", style: look(run), points: steps.join(" "), "clip-path": "url(#hypervolume-box)" },
      svg("title", {}, `${run.name}, ${run.algorithm}: ${number(last, 4)} after ${run.hypervolume.length} networks`)));
    let top = y.at(share(run, run.hypervolume.length - 1));
    while (taken.some(other => Math.abs(other - top) < 15)) top += 15;
    taken.push(top);
    if (hasRoom(place)) root.append(svg("text", { class: "tick strong", style: look(run), x: box.right + 8, y: top + 4 }, `${run.name}${random ? " (random)" : ""} ${number(last, 4)}`));
    if (hasLevel(run, shown)) {
      const level = y.at(share(run, run.firstBatch - 1));
      root.append(svg("line", { class: "level", style: look(run), x1: x.at(run.firstBatch), x2: end, y1: level, y2: level }));
    }
  }
  return root;
}

// Where no random search of the same problem was given, the run's own first batch stands for it.
const hasLevel = (run, runs) => run.algorithm !== "random" && run.firstBatch > 0 && run.firstBatch < run.hypervolume.length
  && !runs.some(other => other.algorithm === "random" && other.problem === run.problem);

function hypervolumeKeys(runs, place) {
  const figure = run => hasRoom(place) || !run.hypervolume.length ? "" : `: ${number(run.hypervolume.at(-1), 4)}`;
  const keys = runs.map(run => lineKey(run.algorithm === "random" ? "run-line random" : "run-line", `${run.name}, ${run.algorithm}${figure(run)}`, look(run)));
  const sizes = [...new Set(runs.filter(run => hasLevel(run, runs)).map(run => run.firstBatch))];
  if (sizes.length) keys.push(lineKey("level", `reached by the run's own first ${sizes.join(" or ")} networks (the extremes and random ones, before any learning); no random search of the same problem was given`, "--colour:var(--muted)"));
  return [...keys, html("span", {}, "Best: of the shown runs with the same weights, tasks, documents, prompts, objectives, space and constraints, whose values can be compared. Figures are normalised hypervolumes.")];
}

