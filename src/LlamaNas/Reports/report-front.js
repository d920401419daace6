// The interactive plot: nearest mark under the pointer, arrow keys between marks, details beside it.
// The plot is drawn as wide as it is shown, so that its texts keep their size on small screens.
const plotSize = { width: 760, height: 500 };
const plotBox = { left: 62, right: 744, top: 18, bottom: 446 };

function fit(element) {
  plotSize.width = Math.max(340, Math.min(860, element.clientWidth || 760));
  plotSize.height = Math.max(340, Math.round(0.64 * plotSize.width));
  plotBox.right = plotSize.width - 14;
  plotBox.bottom = plotSize.height - 54;
}

// What a screen reader says: "arc_easy, front 3, parameters, millions 98.30, accuracy, % 41.2, test split".
function describe(mark, xMetric, yMetric) {
  const ends = mark.up[1] === null ? "" : `, from ${number(mark.up[1])} to ${number(mark.up[2])}`;
  return `${heading(mark)}, ${xMetric.label} ${number(mark.x, 2)}, ${yMetric.label} ${number(mark.y)}${ends}, ${mark.split === "search" ? mark.run.searchSplit : "test split"}`;
}

function heading(mark) {
  if (mark.baseline) return `${mark.baseline.name}, ${mark.run.name}`;
  const { run, network } = mark;
  const place = isFull(run, network) ? "full network" : network.front ? `front ${network.front}` : `evaluation ${network.evaluation}`;
  return `${run.name}, ${place}${network.knee ? ", knee" : ""}${run.chosen === name(network) ? ", extracted" : ""}${mark.kind === "int8" ? ", INT8" : ""}`;
}

function facts(mark, state) {
  if (mark.baseline) return [["parameters", `${number(mark.baseline.parameters / 1e6, 2)} M`],
    ...Object.entries(mark.baseline.tasks).map(([task, score]) => [task, interval(pooled([score]))])];
  const { run, network } = mark, searched = accuracy(run, network, "search", state), test = network.test;
  const rows = [["parameters", `${number(network.parameters / 1e6, 2)} M`], ["layers", `${network.architecture.layers.length} of ${run.fullWidths.length}`]];
  if (searched) rows.push([run.searchSplit, percent(searched[0])]);
  if (!network.complete) rows.push(["stopped early", "an estimate from some documents"]);
  if (test) rows.push(["test split", interval(test.accuracy)]);
  if (test && !isFull(run, network)) rows.push(["against full", `${points(test.difference)} points`]);
  if (test?.int8) rows.push(["INT8", interval(test.int8)]);
  run.objectives.forEach((objective, index) => {
    const unit = units[objective.unit] ?? { factor: 1, text: objective.unit };
    if (!["accuracy", "parameters"].includes(objective.name) && network.values.length) rows.push([objective.name, `${number(unit.factor * network.values[index], 2)} ${unit.text}`]);
  });
  return rows;
}

function showDetails(mark, state, copy) {
  const list = html("dl", {}, ...facts(mark, state).map(([term, value]) => html("div", {}, html("dt", {}, term), html("dd", {}, value))));
  const parts = [html("h3", {}, heading(mark)), list];
  if (mark.network) {
    const button = html("button", { type: "button" }, "Copy the command");
    button.addEventListener("click", () => copy(mark));
    parts.push(layerBars(mark.network.architecture, mark.run.fullWidths), html("code", { class: "command" }, command(mark)), button);
  }
  document.getElementById("details").replaceChildren(...parts);
}

function drawMark(mark, x, y) {
  const group = svg("g", { class: `mark ${mark.kind}`, style: mark.colour ? `--colour:${mark.colour}` : null });
  const [left, top] = [x.at(mark.x), y.at(mark.y)];
  if (Number.isFinite(mark.up[1]) && mark.up[1] !== null && mark.split !== "search" && mark.kind !== "int8")
    group.append(svg("line", { class: "interval", x1: left, x2: left, y1: y.at(mark.up[1]), y2: y.at(mark.up[2]) }));
  const form = forms[mark.kind]();
  form.setAttribute("transform", `translate(${left.toFixed(1)} ${top.toFixed(1)})`);
  group.append(form);
  if (mark.network && mark.run.chosen === name(mark.network) && mark.kind === "test")
    group.append(svg("circle", { class: "ring", cx: left, cy: top, r: 9.5 }));
  return Object.assign(mark, { group, left, top });
}

// Labels that do not run into each other: a mark's label moves down until it is free.
function label(root, text, left, top, taken, style) {
  const width = 6.6 * text.length, anchor = left + width + 10 > plotBox.right ? "end" : "start", start = anchor === "end" ? left - width - 9 : left + 9;
  while (taken.some(box => Math.abs(box.top - top) < 14 && box.left < start + width && start < box.left + box.width)) top += 14;
  taken.push({ left: start, top, width });
  root.append(svg("text", { class: style, x: anchor === "end" ? left - 9 : left + 9, y: top + 4, "text-anchor": anchor, "aria-hidden": "true" }, text));
}

const order = ["stopped", "evaluated", "baseline", "tuned", "int8", "search", "test", "full"];

function drawFront(contents, runs, state, copy, place) {
  fit(place);
  const all = metrics(contents.runs), [xMetric, yMetric] = [all.get(state.x), all.get(state.y)];
  const isFirst = run => runs.find(other => String(other.tasks) === String(run.tasks)) === run;
  const marks = runs.flatMap(run => [...marksOf(run, state, xMetric, yMetric), ...(isFirst(run) ? baselineMarks(contents.baselines, run, state, xMetric, yMetric) : [])]
    .map(mark => ({ ...mark, colour: run.colour }))).sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const shownEnds = marks.flatMap(mark => mark.kind === "int8" || mark.split === "search" ? [mark.y] : mark.up.filter(end => end !== null));
  const x = axis(marks.map(mark => mark.x), plotBox.left, plotBox.right), y = axis(shownEnds, plotBox.bottom, plotBox.top);
  const root = frame(`${yMetric.label} against ${xMetric.label}, ${marks.length} networks`, plotSize.width, plotSize.height, x, y, xMetric.label, yMetric.label, plotBox);

  for (const run of runs) {
    const steps = staircase(marks.filter(mark => mark.run === run && ["evaluated", "search"].includes(mark.kind)), xMetric, yMetric);
    root.append(svg("polyline", { class: "stairs", style: `--colour:${run.colour}`, points: steps.map(([across, up]) => `${x.at(across).toFixed(1)},${y.at(up).toFixed(1)}`).join(" ") }));
  }
  const layer = svg("g");
  for (const mark of marks) {
    drawMark(mark, x, y);
    Object.entries({ role: "button", tabindex: -1, "aria-label": describe(mark, xMetric, yMetric), "data-run": mark.run.name, "data-kind": mark.kind, "data-key": `${mark.run.name}|${mark.kind}|${mark.network ? name(mark.network) : `${mark.baseline.name} ${mark.baseline.parameters}`}` })
      .forEach(([attribute, value]) => mark.group.setAttribute(attribute, value));
    layer.append(mark.group);
  }
  root.append(layer);
  const taken = marks.filter(mark => mark.kind === "test" || mark.kind === "full").map(mark => ({ left: mark.left - 6, top: mark.top, width: 12 }));
  const baselines = marks.filter(mark => mark.baseline);
  for (const mark of marks) {
    const best = mark.network?.front && (mark.kind === "test" || (mark.kind === "search" && !mark.network.test));
    if (mark.baseline && baselines.length <= 12) label(root, mark.baseline.name, mark.left, mark.top, taken, "tick");
    else if (mark.baseline) continue;
    else if (mark.network.knee && best) label(root, "knee", mark.left, mark.top, taken, "tick");
    else if (mark.run.chosen === name(mark.network) && mark.kind === "test") label(root, "extracted", mark.left + 3, mark.top, taken, "tick");
    else if (mark.kind === "full" && runs.length === 1) label(root, "full", mark.left, mark.top, taken, "tick");
  }
  attend(root, marks, state, copy);
  return root;
}

// Pointer and keyboard: one mark at a time is the active one.
function attend(root, marks, state, copy) {
  const ring = svg("circle", { class: "active", r: 11, visibility: "hidden", "aria-hidden": "true" });
  const tip = svg("text", { class: "tip", "aria-hidden": "true" });
  root.append(ring, tip);
  const byPlace = [...marks].sort((a, b) => a.left - b.left || a.top - b.top);
  const activate = mark => {
    for (const other of marks) other.group.setAttribute("tabindex", other === mark ? 0 : -1);
    const right = mark.left > (plotBox.left + plotBox.right) / 2;
    Object.entries({ cx: mark.left, cy: mark.top, visibility: "visible" }).forEach(([attribute, value]) => ring.setAttribute(attribute, value));
    Object.entries({ x: mark.left + (right ? -15 : 15), y: mark.top - 12, "text-anchor": right ? "end" : "start" }).forEach(([attribute, value]) => tip.setAttribute(attribute, value));
    tip.textContent = `${number(mark.x, 1)}, ${number(mark.y, 1)}`;
    state.active = mark.group.dataset.key;
    showDetails(mark, state, copy);
  };
  const pointed = event => {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(root.getScreenCTM().inverse());
    const distance = mark => Math.hypot(mark.left - place.x, mark.top - place.y);
    const nearest = marks.reduce((best, mark) => !best || distance(mark) <= distance(best) ? mark : best, null);
    return nearest && distance(nearest) < 22 ? nearest : null;
  };
  root.addEventListener("pointermove", event => { const mark = pointed(event); root.classList.toggle("pointed", mark !== null); if (mark) activate(mark); });
  root.addEventListener("click", event => { const mark = pointed(event); if (mark) copy(mark); });
  for (const mark of marks) {
    mark.group.addEventListener("focus", () => activate(mark));
    mark.group.addEventListener("keydown", event => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const place = byPlace.indexOf(mark);
      const next = step ? byPlace[(place + step + byPlace.length) % byPlace.length] : event.key === "Home" ? byPlace[0] : event.key === "End" ? byPlace.at(-1) : null;
      if (next) next.group.focus();
      else if (event.key === "Enter" || event.key === " ") copy(mark);
      else return;
      event.preventDefault();
    });
  }
  const first = marks.find(mark => mark.group.dataset.key === state.active)
    ?? marks.find(mark => mark.network && mark.run.chosen === name(mark.network) && mark.kind === "test") ?? marks.find(mark => mark.network?.knee) ?? marks.at(-1);
  if (first) activate(first);
  else document.getElementById("details").replaceChildren(html("p", {}, "Nothing to show: choose a task and an algorithm."));
}

