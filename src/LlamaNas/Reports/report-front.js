// The interactive plot: nearest mark under the pointer, arrow keys between marks, details beside it.
// The plot is drawn as wide as it is shown, so that its texts keep their size on small screens.
const plotSize = { width: 760, height: 500 };
const plotBox = { left: 62, right: 744, top: 18, bottom: 446 };

function fit(element) {
  plotSize.width = Math.max(280, Math.min(860, element.clientWidth || 760));
  plotSize.height = Math.max(340, Math.round(0.64 * plotSize.width));
  plotBox.right = plotSize.width - 14;
  plotBox.bottom = plotSize.height - 54;
}

function drawMark(mark, x, y) {
  const group = svg("g", { class: `mark ${mark.kind}`, style: look(mark.run) });
  const [left, top] = [x.at(mark.x), y.at(mark.y)];
  if (Number.isFinite(mark.up[1]) && mark.up[1] !== null && mark.split !== "search" && mark.kind !== "int8")
    group.append(svg("line", { class: "interval", x1: left, x2: left, y1: y.at(mark.up[1]), y2: y.at(mark.up[2]) }));
  const form = formOf(mark.kind, mark.run.form);
  form.setAttribute("transform", `translate(${left.toFixed(1)} ${top.toFixed(1)})`);
  group.append(form);
  if (mark.network && mark.run.chosen === name(mark.network) && mark.kind === "test")
    group.append(svg("circle", { class: "ring", cx: left, cy: top, r: 9.5 }));
  return Object.assign(mark, { group, left, top });
}

// Labels that do not run into each other: a mark's label moves down until it is free; where that is too far from its mark, there is none.
function label(root, text, left, top, taken, style) {
  const width = 6.6 * text.length, anchor = left + width + 10 > plotBox.right ? "end" : "start", start = anchor === "end" ? left - width - 9 : left + 9;
  if (taken.some(box => box.text === text && Math.abs(box.top - top) < 2 && Math.abs(box.left - start) < 2)) return;
  const lowest = top + 30;
  while (taken.some(box => Math.abs(box.top - top) < 14 && box.left < start + width && start < box.left + box.width)) top += 14;
  if (top > lowest) return;
  taken.push({ left: start, top, width, text });
  root.append(svg("text", { class: style, x: anchor === "end" ? left - 9 : left + 9, y: top + 4, "text-anchor": anchor, "aria-hidden": "true" }, text));
}

// A network keeps its place when it leaves the front or joins it, which makes another kind of mark of it.
const withoutKind = key => key?.replace(/\|[^|]*\|/, "|");
const keyed = (all, keyOf, key) => all.find(item => keyOf(item) === key) ?? all.find(item => withoutKind(keyOf(item)) === withoutKind(key));

const order = ["stopped", "evaluated", "baseline", "tuned", "int8", "search", "test", "full"];

function drawFront(contents, runs, state, copy, place) {
  fit(place);
  const all = metrics(contents.runs), [xMetric, yMetric] = [all.get(state.x), all.get(state.y)];
  const marks = [...runs.flatMap(run => marksOf(run, state, xMetric, yMetric)), ...baselineMarks(contents.baselines, runs, state, xMetric, yMetric)].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const shownEnds = marks.flatMap(mark => mark.kind === "int8" || mark.split === "search" ? [mark.y] : mark.up.filter(end => end !== null));
  const x = axis(marks.map(mark => mark.x), plotBox.left, plotBox.right), y = axis(shownEnds, plotBox.bottom, plotBox.top);
  const root = frame(`${yMetric.label} against ${xMetric.label}, ${marks.length} networks`, plotSize.width, plotSize.height, x, y, xMetric.label, yMetric.label, plotBox);

  for (const run of runs) {
    const steps = staircase(marks.filter(mark => mark.run === run && ["evaluated", "search"].includes(mark.kind)), xMetric, yMetric);
    root.append(svg("polyline", { class: "stairs", style: look(run), points: steps.map(([across, up]) => `${x.at(across).toFixed(1)},${y.at(up).toFixed(1)}`).join(" ") }));
  }
  const layer = svg("g");
  for (const mark of marks) {
    drawMark(mark, x, y);
    const key = `${mark.run.index}|${mark.kind}|${mark.network ? name(mark.network) : contents.baselines.indexOf(mark.baseline)}`;
    Object.entries({ role: mark.network ? "button" : "img", tabindex: -1, "aria-label": describe(mark, xMetric, yMetric), "data-run": mark.run.index, "data-kind": mark.kind, "data-key": key })
      .forEach(([attribute, value]) => mark.group.setAttribute(attribute, value));
    layer.append(mark.group);
  }
  root.append(layer);
  const taken = marks.filter(mark => mark.kind === "test" || mark.kind === "full").map(mark => ({ left: mark.left - 6, top: mark.top, width: 12 }));
  const baselines = marks.filter(mark => mark.baseline);
  for (const mark of marks) {
    const best = mark.network?.front && (mark.kind === "test" || (mark.kind === "search" && !mark.network.test));
    if (mark.baseline && baselines.length <= plotSize.width / 60) label(root, mark.baseline.name, mark.left, mark.top, taken, "tick");
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
  root.addEventListener("pointermove", event => { const mark = pointed(event); root.classList.toggle("pointed", Boolean(mark?.network)); if (mark) activate(mark); });
  root.addEventListener("click", event => { const mark = pointed(event); if (mark) { activate(mark); copy(mark); } });
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
  const first = keyed(marks, mark => mark.group.dataset.key, state.active)
    ?? marks.find(mark => mark.network && mark.run.chosen === name(mark.network) && mark.kind === "test") ?? marks.find(mark => mark.network?.knee) ?? marks.at(-1);
  if (first) activate(first);
  else replaceDetails(html("p", {}, "Nothing to show: choose a task and an algorithm."));
}

