// Drawing: elements, axes with round ticks, and the frame of a plot.
const svgNamespace = "http://www.w3.org/2000/svg";

function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(svgNamespace, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== null) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// A linear axis around all values, with ticks at 1, 2 or 5 times a power of ten.
function axis(values, from, to, wanted = 6) {
  const known = values.filter(Number.isFinite);
  const [least, most] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
  const span = most > least ? most - least : Math.max(1e-9, Math.abs(most) * 0.1);
  const power = 10 ** Math.floor(Math.log10(span / wanted)), raw = span / wanted / power;
  const step = power * (raw <= 1 ? 1 : raw <= 2 ? 2 : raw <= 5 ? 5 : 10);
  const low = least - 0.05 * span, minimum = least >= 0 ? Math.max(0, low) : low, maximum = most + 0.05 * span;
  const decimals = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const first = Math.ceil(minimum / step - 1e-9), last = Math.floor(maximum / step + 1e-9);
  return {
    at: value => from + (to - from) * (value - minimum) / (maximum - minimum),
    ticks: Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step),
    label: tick => tick.toFixed(decimals),
  };
}

// An empty plot: the grid, the ticks and the axes' names.
function frame(title, width, height, x, y, xLabel, yLabel, box) {
  const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart", role: "group", "aria-label": title });
  const grid = svg("g", { "aria-hidden": "true" });
  for (const tick of x.ticks) {
    grid.append(svg("line", { class: "grid", x1: x.at(tick), x2: x.at(tick), y1: box.top, y2: box.bottom }));
    grid.append(svg("text", { class: "tick", x: x.at(tick), y: box.bottom + 20, "text-anchor": "middle" }, x.label(tick)));
  }
  for (const tick of y.ticks) {
    grid.append(svg("line", { class: "grid", x1: box.left, x2: box.right, y1: y.at(tick), y2: y.at(tick) }));
    grid.append(svg("text", { class: "tick", x: box.left - 10, y: y.at(tick) + 4, "text-anchor": "end" }, y.label(tick)));
  }
  grid.append(svg("text", { class: "label", x: (box.left + box.right) / 2, y: height - 6, "text-anchor": "middle" }, xLabel));
  grid.append(svg("text", { class: "label", transform: `translate(15 ${(box.top + box.bottom) / 2}) rotate(-90)`, "text-anchor": "middle" }, yLabel));
  root.append(grid);
  return root;
}

// The form of a run's marks: circle, triangle upwards, triangle downwards, star; as large as a circle of this radius.
const runForms = [
  radius => svg("circle", { r: radius }),
  radius => svg("path", { d: triangle(-1.25 * radius) }),
  radius => svg("path", { d: triangle(1.25 * radius) }),
  radius => svg("path", { d: `M${Array.from({ length: 10 }, (_, corner) => [Math.sin, angle => -Math.cos(angle)].map(wave => ((corner % 2 ? 0.62 : 1.4) * radius * wave(Math.PI * corner / 5)).toFixed(2)).join(" ")).join("L")}z` }),
];
const triangle = tip => `M0 ${tip.toFixed(2)}L${(0.95 * tip).toFixed(2)} ${(-0.65 * tip).toFixed(2)} ${(-0.95 * tip).toFixed(2)} ${(-0.65 * tip).toFixed(2)}z`;

// The form of a mark around (0, 0). Each kind has its own, so that colour is never alone.
const forms = {
  evaluated: () => svg("circle", { r: 2.6 }),
  stopped: () => svg("circle", { r: 1.6 }),
  search: run => runForms[run](4.2),
  test: run => runForms[run](5.2),
  full: () => svg("path", { d: "M0 -7.5L7.5 0 0 7.5 -7.5 0z" }),
  int8: () => svg("rect", { x: -4, y: -4, width: 8, height: 8 }),
  baseline: () => svg("path", { d: "M-4.5 -4.5L4.5 4.5M-4.5 4.5L4.5 -4.5" }),
  tuned: () => svg("path", { d: "M0 -5.5V5.5M-5.5 0H5.5" }),
};

function formOf(kind, run = 0) {
  const form = forms[kind](run);
  form.setAttribute("class", "form");
  return form;
}

function key(kind, text) {
  const drawing = svg("svg", { class: "chart key", viewBox: "-9 -9 18 18", width: 18, height: 18, "aria-hidden": "true" });
  drawing.append(svg("g", { class: `mark ${kind}` }, formOf(kind)));
  return html("span", {}, drawing, text);
}

// A line, and the run's own mark on it where there is one.
function lineKey(lineStyle, text, look, run = null) {
  const drawing = svg("svg", { class: "chart key", viewBox: "0 -9 34 18", width: 34, height: 18, "aria-hidden": "true" });
  drawing.append(svg("line", { class: lineStyle, x1: 1, x2: 33, y1: 0, y2: 0, style: look }));
  if (run) drawing.append(svg("g", { class: "mark test", style: look, transform: "translate(17 0)" }, formOf("test", run.form)));
  return html("span", {}, drawing, text);
}

// First layer to last: a strip for the attention, and a bar as high as the feed-forward block is wide.
function layerBars(architecture, { fullWidths, fullHeads }) {
  const pitch = 8, height = 44, kept = new Map(architecture.layers.map((layer, index) => [layer, index]));
  const root = svg("svg", { class: "layers", viewBox: `0 0 ${pitch * fullWidths.length} ${height + 12}`, preserveAspectRatio: "xMinYMin", role: "img",
    "aria-label": `${architecture.layers.length} of ${fullWidths.length} layers` });
  fullWidths.forEach((full, layer) => {
    const place = kept.get(layer), lacks = flags => place === undefined || Boolean(flags?.[place]);
    const share = lacks(architecture.skip_ffn) || full === 0 ? 0 : architecture.ffn_widths[place] / full, bar = Math.max(2, (height - 8) * share);
    const heads = lacks(architecture.skip_attention) ? 0 : architecture.kv_heads?.[place] ?? fullHeads[layer];
    const attention = heads === 0 ? "gone" : heads < fullHeads[layer] ? "narrow" : "whole";
    root.append(svg("rect", { class: attention, x: pitch * layer + 0.5, y: 0, width: pitch - 2, height: 5 }));
    root.append(svg("rect", { class: "outline", x: pitch * layer + 0.5, y: 8, width: pitch - 2, height: height - 8 }));
    root.append(svg("rect", { class: share === 0 ? "gone" : share < 1 ? "narrow" : "whole", x: pitch * layer + 0.5, y: height - bar, width: pitch - 2, height: bar }));
    if (layer % 5 === 0) root.append(svg("text", { x: pitch * layer + 3, y: height + 11, "text-anchor": "middle" }, String(layer)));
  });
  return root;
}

