// What the plot shows: metrics of a network, and the marks that the filters leave.
const palette = ["var(--run1)", "var(--run2)", "var(--run3)", "var(--run4)", "var(--run5)", "var(--run6)"];
const dashes = ["none", "9 4", "10 3 2 3"];

// Runs are told apart by colour, by the form of their marks and by their lines' dashes: no two of the first 24 are alike.
function dress(runs) {
  runs.forEach((run, index) => Object.assign(run, {
    index, colour: palette[index % palette.length], form: (index + Math.floor(index / 12)) % runForms.length, dash: dashes[index % dashes.length],
  }));
}
const look = run => `--colour:${run.colour};--dash:${run.dash}`;

const number = (value, decimals = 1) => value.toFixed(decimals);
const percent = value => `${number(100 * value)} %`;
const interval = ends => `${percent(ends[0])} [${number(100 * ends[1])}, ${number(100 * ends[2])}]`;
const points = ends => ends.map(end => (end > 0 ? "+" : "") + number(100 * end)).join("|").replace(/^(.*)\|(.*)\|(.*)$/, "$1 [$2, $3]");
const name = network => JSON.stringify(network.architecture);
const isFull = (run, network) => run.fullNetwork === name(network);

const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;

// The mean over tasks with its 95 % interval from the tasks' standard errors.
function pooled(scores) {
  const error = 1.96 * Math.sqrt(scores.reduce((sum, score) => sum + (score[1] ?? 0) ** 2, 0)) / scores.length, value = mean(scores.map(score => score[0]));
  return [value, Math.max(0, value - error), Math.min(1, value + error)];
}

// The tasks of a run that the filter shows; accuracy is their mean. Beside other methods only those that some other method has a score on, so that every mark is a mean over the same tasks.
const tickedTasks = (run, state) => run.tasks.filter(task => state.tasks.has(task));
function shownTasks(run, state) {
  const ticked = tickedTasks(run, state), shared = state.compares ? ticked.filter(task => state.comparedTasks.has(task)) : [];
  return shared.length ? shared : ticked;
}

// Accuracy on a split: [value, lower, upper], or null where it is not known.
function accuracy(run, network, split, state) {
  const tasks = shownTasks(run, state);
  if (split === "int8") return network.test && tasks.length === run.tasks.length ? network.test.int8 : null;
  if (split === "test" && network.test && tasks.length === run.tasks.length) return network.test.accuracy;
  const scores = split === "test" ? network.test?.tasks : network.search;
  if (scores && tasks.length && tasks.every(task => scores[task])) return pooled(tasks.map(task => scores[task]));
  const place = tasks.length === run.tasks.length ? run.objectives.findIndex(objective => ["accuracy", "probability"].includes(objective.name)) : -1;
  return split === "search" && place >= 0 && network.values.length ? [network.values[place], null, null] : null;
}

const units = {
  fraction: { factor: 100, text: "%" }, count: { factor: 1e-6, text: "millions" }, bytes: { factor: 1e-6, text: "MB" },
};

// What the runs saw while they searched, if it is the same of all: accuracies, or probabilities of the right choice.
const searchSplit = runs => runs.length && runs.every(run => run.searchSplit === runs[0].searchSplit) ? runs[0].searchSplit : "search split";

// Everything an axis can show: by key, its label, whether more is better, and its value for a network.
function metrics(runs) {
  const all = new Map([
    ["parameters", { label: "parameters, millions", maximise: false, baseline: other => other.parameters / 1e6, of: (run, network) => network.parameters / 1e6 }],
    ["bytes", { label: "weight bytes, MB", maximise: false, baseline: other => other.bytes === null ? NaN : other.bytes / 1e6, of: (run, network, split) => (split === "int8" ? network.test.int8Bytes : network.bytes) / 1e6 }],
    ["layers", { label: "decoder layers", maximise: false, of: (run, network) => network.architecture.layers.length }],
    ["accuracy", { label: searchSplit(runs) === "search split" ? "accuracy, %" : "accuracy (search split: probability), %", maximise: true, of: null }],
  ]);
  for (const objective of runs.flatMap(run => run.objectives)) {
    if (all.has(objective.name)) continue;
    const unit = units[objective.unit] ?? { factor: 1, text: objective.unit };
    all.set(objective.name, {
      label: `${objective.name}, ${unit.text}`, maximise: objective.maximise,
      of: (run, network) => {
        const place = run.objectives.findIndex(own => own.name === objective.name);
        return place >= 0 && network.values.length ? unit.factor * network.values[place] : NaN;
      },
    });
  }
  return all;
}

// A metric's value and interval on a split; null where it is unknown. Only accuracy differs between splits.
function measured(metric, run, network, split, state) {
  if (metric.of) {
    const value = metric.of(run, network, split);
    return Number.isFinite(value) ? [value, null, null] : null;
  }
  return accuracy(run, network, split, state)?.map(end => end === null ? null : 100 * end) ?? null;
}

function marksOf(run, state, x, y) {
  const marks = [];
  const add = (kind, network, split) => {
    const [across, up] = [measured(x, run, network, split, state), measured(y, run, network, split, state)];
    if (across && up) marks.push({ kind, run, network, split, x: across[0], y: up[0], across, up });
  };
  for (const network of run.networks) {
    const full = isFull(run, network);
    if (state.layers.has("evaluated") && network.evaluation > 0 && !network.front) add(network.complete ? "evaluated" : "stopped", network, "search");
    if (state.layers.has("search") && network.front) add("search", network, "search");
    if (state.layers.has("test") && network.test) add(full ? "full" : "test", network, "test");
    if (state.layers.has("int8") && network.test?.int8) add("int8", network, "int8");
  }
  return marks;
}

// The marks that no other one beats, as a staircase from the best x on.
function staircase(marks, x, y) {
  const better = (metric, a, b) => metric.maximise ? b - a : a - b;
  const sorted = [...marks].sort((a, b) => better(x, a.x, b.x) || better(y, a.y, b.y));
  const front = [];
  for (const mark of sorted) if (!front.length || better(y, mark.y, front.at(-1).y) < 0) front.push(mark);
  return front.flatMap((mark, index) => index === 0 ? [[mark.x, mark.y]] : [[mark.x, front[index - 1].y], [mark.x, mark.y]]);
}

