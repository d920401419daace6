// The network under the pointer, in words and as a panel.

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

const megabytes = bytes => `${number(bytes / 1e6)} MB`;

function baselineFacts(baseline) {
  return [
    ["parameters", `${number(baseline.parameters / 1e6, 2)} M`],
    ...(baseline.bytes === null ? [] : [["bytes", megabytes(baseline.bytes)]]),
    ...Object.entries(baseline.tasks).map(([task, score]) => [task, interval(pooled([score]))]),
  ];
}

// Each task's own score: of the test split, where it was tested.
function taskFacts(run, network, state) {
  const scores = network.test?.tasks ?? network.search, tasks = tickedTasks(run, state).filter(task => scores[task]);
  return run.tasks.length < 2 ? [] : tasks.map(task => [`· ${task}`, network.test ? interval(pooled([scores[task]])) : percent(scores[task][0])]);
}

function facts(mark, state) {
  if (mark.baseline) return baselineFacts(mark.baseline);
  const { run, network } = mark, searched = accuracy(run, network, "search", state), tested = accuracy(run, network, "test", state), test = network.test;
  const all = shownTasks(run, state).length < run.tasks.length ? ", all tasks" : "";
  const rows = [["parameters", `${number(network.parameters / 1e6, 2)} M`], ["bytes", megabytes(network.bytes)], ["layers", `${network.architecture.layers.length} of ${run.fullWidths.length}`]];
  if (searched) rows.push([run.searchSplit, percent(searched[0])]);
  if (!network.complete) rows.push(["stopped early", "an estimate from some documents"]);
  if (tested) rows.push(["test split", interval(tested)]);
  rows.push(...taskFacts(run, network, state));
  if (test && !isFull(run, network)) rows.push([`against full${all}`, `${points(test.difference)} points`]);
  if (test?.int8) rows.push([`INT8${all}`, interval(test.int8)], ["INT8 bytes", megabytes(test.int8Bytes)]);
  run.objectives.forEach((objective, index) => {
    const unit = units[objective.unit] ?? { factor: 1, text: objective.unit };
    if (!["accuracy", "parameters", "bytes"].includes(objective.name) && network.values.length) rows.push([objective.name, `${number(unit.factor * network.values[index], 2)} ${unit.text}`]);
  });
  return rows;
}

// The panel is left alone while it would stay the same, so that focus and selected text stay too.
function showDetails(mark, state, copy) {
  const list = html("dl", {}, ...facts(mark, state).map(([term, value]) => html("div", {}, html("dt", {}, term), html("dd", {}, value))));
  const panel = html("div", {}, html("h3", {}, heading(mark)), list);
  if (mark.network) {
    const button = html("button", { type: "button" }, "Copy the command");
    button.addEventListener("click", () => copy(mark));
    panel.append(layerBars(mark.network.architecture, mark.run), html("code", { class: "command" }, command(mark)), button);
  }
  replaceDetails(panel);
}

function replaceDetails(panel) {
  const details = document.getElementById("details");
  if (details.firstElementChild?.isEqualNode(panel)) return;
  const hadFocus = details.contains(document.activeElement);
  details.replaceChildren(panel);
  if (hadFocus) details.querySelector("button")?.focus({ preventScroll: true });
}

