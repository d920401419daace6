// Other methods beside the runs: marks where they can be compared, and in words what cannot be.
const listed = names => [...new Set(names)].join(", ");
const showsSearchSplit = state => state.layers.has("evaluated") || state.layers.has("search");

// Whether a comparison is wanted and fair: other methods' accuracies do not stand on an axis with probabilities of right choices.
function compare(contents, runs, state) {
  const wanted = contents.baselines.length > 0 && state.layers.has("baselines");
  state.comparedTasks = new Set(contents.baselines.flatMap(other => Object.keys(other.tasks)));
  state.mixes = wanted && [state.x, state.y].includes("accuracy") && showsSearchSplit(state) && runs.some(run => run.searchesProbability);
  state.compares = wanted && !state.mixes;
}

// Methods whose bytes are other than those of a run's networks with as many parameters: sparse or quantised weights.
function storedOtherwise(contents) {
  const network = contents.runs.flatMap(run => run.networks).find(known => known.parameters > 0);
  return contents.baselines.filter(other => network && other.bytes !== null && Math.abs(other.bytes * network.parameters / (network.bytes * other.parameters) - 1) > 0.02);
}

// What the page shows at first: sizes as stored where parameters would not tell them, and no probabilities beside other methods' accuracies.
function begin(contents, state) {
  if (contents.baselines.every(other => other.bytes !== null) && storedOtherwise(contents).length) state.x = "bytes";
  if (contents.baselines.length && contents.runs.some(run => run.searchesProbability) && contents.runs.some(run => run.networks.some(network => network.test)))
    for (const layer of ["evaluated", "search"]) state.layers.delete(layer);
}

// Runs that are shown by the same tasks share their other methods' marks: the first of them stands for all.
const comparisons = (runs, state) => runs.filter(run => runs.find(other => String(shownTasks(other, state)) === String(shownTasks(run, state))) === run);

const scored = (baseline, tasks) => tasks.every(task => baseline.tasks[task]);

function baselineMarks(baselines, runs, state, x, y) {
  if (!state.compares) return [];
  return comparisons(runs, state).flatMap(run => baselines.filter(baseline => scored(baseline, shownTasks(run, state))).flatMap(baseline => {
    const read = metric => metric.of === null ? pooled(shownTasks(run, state).map(task => baseline.tasks[task])).map(end => 100 * end) : [metric.baseline?.(baseline) ?? NaN, null, null];
    const [across, up] = [read(x), read(y)];
    return Number.isFinite(across[0]) && Number.isFinite(up[0]) ? [{ kind: baseline.tuned ? "tuned" : "baseline", run, baseline, x: across[0], y: up[0], across, up }] : [];
  }));
}

// Sentences about what the plot leaves out, or shows in another way than the table.
function comparisonNotes(contents, runs, state, x, y) {
  const { baselines } = contents;
  if (state.mixes)
    return [`Other methods are not drawn: the search split of ${listed(runs.filter(run => run.searchesProbability).map(run => run.name))} holds probabilities of right choices, with which accuracies do not compare. Untick “evaluated” and “front, search split” to see them beside the test split.`];
  if (!state.compares) return [];
  const unknown = [x, y].find(metric => metric.of && !metric.baseline);
  if (unknown) return [`Other methods are not drawn: “${unknown.label}” is not known of them.`];

  const notes = comparisons(runs, state).flatMap(run => {
    const tasks = shownTasks(run, state), others = tickedTasks(run, state).filter(task => !tasks.includes(task)), missing = baselines.filter(baseline => !scored(baseline, tasks));
    if (missing.length === baselines.length) return [`Beside ${run.name} no other method is drawn: none has a score on ${tasks.length > 1 ? "each of " : ""}${listed(tasks)}.`];
    return [
      ...(others.length ? [`All marks of ${run.name} are means over ${listed(tasks)}: no other method has a score on ${listed(others)}. Untick “other methods” to count ${others.length > 1 ? "these" : "it"} too.`] : []),
      ...(missing.length ? [`Not drawn beside ${run.name}, for want of a score on each of ${listed(tasks)}: ${listed(missing.map(baseline => baseline.name))}.`] : []),
    ];
  });
  for (const run of runs.filter(run => run.otherDocuments)) notes.push(`${run.name}: ${run.otherDocuments}`);
  const axes = [state.x, state.y], nameless = baselines.filter(baseline => baseline.bytes === null);
  if (axes.includes("bytes") && nameless.length) notes.push(`Not drawn, as their bytes are not known: ${listed(nameless.map(baseline => baseline.name))}.`);
  if (axes.includes("parameters") && storedOtherwise(contents).length)
    notes.push(`By parameters that are not zero, but stored in other sizes than the networks here: ${listed(storedOtherwise(contents).map(baseline => baseline.name))}. Choose “${metrics(contents.runs).get("bytes").label}” to compare what is stored.`);
  return notes;
}

