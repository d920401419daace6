// The page: filters, copying, the theme.
const statusLine = document.getElementById("status");
const quote = text => /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
let contents = JSON.parse(document.getElementById("contents").textContent);
const state = { tasks: new Set(), algorithms: new Set(), layers: new Set(contents.runs.length > 1 ? ["search", "test", "baselines"] : ["evaluated", "search", "test", "int8", "baselines"]), x: "parameters", y: "accuracy", active: null,
  comparedTasks: new Set(), mixes: false, compares: false };
const known = { tasks: new Set(), algorithms: new Set() };

// The command that extracts a network. Ids of a front move while a search runs, so there the architecture itself is written out.
function command(mark) {
  const { run, network } = mark, rest = `--model ${quote(run.modelFolder)} --output ${quote(`${run.name}-${network.front || network.evaluation || "full"}`)}`;
  const finished = run.networks.filter(other => other.evaluation > 0).length >= run.budget;
  return network.front && finished
    ? `llama-nas extract --run ${quote(run.storePath)} --select ${network.front} ${rest}`
    : `echo '${name(network)}' > architecture.json && llama-nas extract --architecture architecture.json ${rest}`;
}

async function copy(mark) {
  if (!mark.network) return;
  const text = command(mark);
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = html("textarea", { "aria-label": "The command", class: "offscreen", readonly: "" }), focused = document.activeElement;
    area.value = text;
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    focused?.focus({ preventScroll: true });
  }
  say(done ? `Copied: ${text}` : `The browser does not allow copying. The command: ${text}`);
}

let sayTimer;
function say(text) {
  statusLine.textContent = text;
  statusLine.classList.add("shown");
  clearTimeout(sayTimer);
  sayTimer = setTimeout(() => statusLine.classList.remove("shown"), 6000);
}

function checkboxes(fieldset, values, chosen, label = value => value) {
  fieldset.hidden = values.length < 2;
  if (String([...fieldset.querySelectorAll("input")].map(box => box.value)) === String(values)) return;
  const focused = fieldset.contains(document.activeElement) ? document.activeElement.value : null;
  fieldset.replaceChildren(fieldset.querySelector("legend"), ...values.map(value => {
    const box = html("input", { type: "checkbox", value });
    box.checked = chosen.has(value);
    box.addEventListener("change", () => { box.checked ? chosen.add(value) : chosen.delete(value); draw(); });
    return html("label", {}, box, label(value));
  }));
  if (focused) fieldset.querySelector(`input[value="${CSS.escape(focused)}"]`)?.focus();
}

function choices(select, all, chosen, change) {
  const options = [...all].map(([value, metric]) => html("option", { value }, metric.label));
  if (options.map(option => option.outerHTML).join("") !== select.innerHTML) select.replaceChildren(...options);
  select.value = chosen;
  select.onchange = () => { change(select.value); draw(); };
}

const layerNames = { evaluated: "evaluated", search: "front, search split", test: "front, test split", int8: "INT8", baselines: "other methods" };

// Names that the filters have not offered before are chosen at first.
function offer(kind, values) {
  for (const value of values) if (!known[kind].has(value)) { known[kind].add(value); state[kind].add(value); }
  return [...known[kind]];
}

function prepare() {
  dress(contents.runs);
  checkboxes(document.getElementById("filter-tasks"), offer("tasks", contents.runs.flatMap(run => run.tasks)), state.tasks);
  checkboxes(document.getElementById("filter-algorithms"), offer("algorithms", contents.runs.map(run => run.algorithm)), state.algorithms);
  const networks = contents.runs.flatMap(run => run.networks);
  const there = { evaluated: true, search: true, test: networks.some(network => network.test), int8: networks.some(network => network.test?.int8), baselines: contents.baselines.length > 0 };
  checkboxes(document.getElementById("filter-layers"), Object.keys(layerNames).filter(layer => there[layer]), state.layers, layer => layerNames[layer]);
  const all = metrics(contents.runs);
  choices(document.getElementById("axis-x"), all, state.x, value => { state.x = value; });
  choices(document.getElementById("axis-y"), all, state.y, value => { state.y = value; });
}

function draw() {
  const shown = run => state.algorithms.has(run.algorithm) && tickedTasks(run, state).length > 0;
  const runs = contents.runs.filter(shown), focused = document.activeElement?.dataset?.key;
  compare(contents, runs, state);
  const place = document.getElementById("front-plot"), plot = drawFront(contents, runs, state, copy, place);
  place.replaceChildren(plot);
  const kinds = [...new Set([...plot.querySelectorAll(".mark[data-kind]")].map(mark => mark.dataset.kind))];
  const names = { evaluated: "evaluated", stopped: "stopped early", search: `front, ${searchSplit(runs)}`, test: "front, test split (95 %)", full: "full network, test split", int8: "INT8, test split", baseline: "other method", tuned: "other method, fine-tuned" };
  document.getElementById("front-keys").replaceChildren(
    ...(contents.runs.length > 1 ? runs.map(run => lineKey("stairs", run.name, look(run), run)) : []), ...Object.keys(names).filter(kind => kinds.includes(kind)).map(kind => key(kind, names[kind])));
  const progress = document.getElementById("hypervolume-plot");
  progress.replaceChildren(drawHypervolume(runs, progress));
  document.getElementById("hypervolume-keys").replaceChildren(...hypervolumeKeys(runs, progress));
  for (const section of document.querySelectorAll("section.run")) section.hidden = !shown(contents.runs[section.dataset.run]);
  const all = metrics(contents.runs);
  document.getElementById("front-notes").replaceChildren(...comparisonNotes(contents, runs, state, all.get(state.x), all.get(state.y)).map(note => html("p", { class: "note" }, note)));
  if (focused) keyed([...plot.querySelectorAll(".mark")], mark => mark.dataset.key, focused)?.focus({ preventScroll: true });
}

const themes = ["system", "light", "dark"];
document.getElementById("theme").addEventListener("click", event => {
  const next = themes[(themes.indexOf(document.documentElement.dataset.theme ?? "system") + 1) % themes.length];
  document.documentElement.dataset.theme = next;
  event.target.textContent = `Theme: ${next}`;
});

document.documentElement.classList.add("scripted");
begin(contents, state);
prepare();
draw();
addEventListener("resize", draw);
if (document.documentElement.dataset.live) follow(document.documentElement.dataset.live, fresh => {
  contents = fresh;
  prepare();
  draw();
});
