// Draws the costs on a canvas: {table, curves, marks, selected} -> pixels, and the position of each step.

import { axisLimits, costTicks, formatShort, lastStep, spreadLabels, stepTicks } from "./axes.js";

const DASHES = [[1.5, 3], [4, 3], [9, 3], [9, 3, 2, 3], []];

// The style of each curve: J thick, its parts thinner, the layers thin, in one hue with different dashes.
export function curveStyles(names) {
  const main = { J: ["--nst-J", 3.5], J_content: ["--nst-content", 2.25], J_style: ["--nst-style", 2.25] };
  let layer = 0;
  return names.map((name) => {
    if (main[name]) return { name, variable: main[name][0], width: main[name][1], dash: [] };
    const place = layer++ % DASHES.length;
    return { name, variable: `--nst-layer-${place + 1}`, width: 1.75, dash: DASHES[place] };
  });
}

// The colors of the style sheet's variables, in a form that a canvas accepts.
export function resolveColors(node, names) {
  const probe = node.appendChild(document.createElement("i"));
  const found = names.map((name) => {
    probe.style.color = `var(${name})`;
    return [name, getComputedStyle(probe).color];
  });
  probe.remove();
  return Object.fromEntries(found);
}

export function drawCosts(canvas, { table, curves, marks, selected, color, em, before }) {
  const ratio = window.devicePixelRatio;
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const size = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== size[0] || canvas.height !== size[1]) [canvas.width, canvas.height] = size;
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  pen.font = `${em}px ${color.font}`;
  pen.textBaseline = "middle";
  const [least, most] = costRange(table, curves);
  const y = axisLimits(least, most, before?.y);
  const last = lastStep(Math.max(table.steps[table.steps.length - 1] ?? 0, 10));
  const heights = costTicks(y, height - 3 * em, 1.6 * em);
  const margin = {
    left: Math.max(...heights.map((tick) => pen.measureText(formatShort(tick)).width), em) + 0.7 * em,
    right: Math.max(...curves.map((curve) => pen.measureText(curve.label).width), em) + 0.8 * em,
    top: 0.7 * em,
    bottom: 1.9 * em,
  };
  const box = { left: margin.left, top: margin.top, right: width - margin.right, bottom: height - margin.bottom };
  const across = (step) => box.left + (step / last) * (box.right - box.left);
  const down = (cost) => box.bottom - (Math.log(cost / y[0]) / Math.log(y[1] / y[0])) * (box.bottom - box.top);
  drawAxes(pen, { box, heights, down, across, last, em, color });
  pen.save();
  for (const [step] of marks) drawLine(pen, across(step), box, color["--nst-mark"], [2, 3], 1.5);
  if (selected !== null) drawLine(pen, across(selected), box, color["--nst-ink"], [], 1.5);
  for (const curve of [...curves].reverse()) drawCurve(pen, table, curve, across, down, box);
  pen.restore();
  drawLabels(pen, { table, curves, across, down, box, em, color });
  return { y, last, box, across, step: (x) => ((x - box.left) / (box.right - box.left)) * last };
}

function costRange({ columns }, curves) {
  let least = Infinity;
  let most = 0;
  for (const { index } of curves) {
    let [low, next] = [Infinity, Infinity];
    for (const cost of columns[index]) {
      if (cost > most && cost < Infinity) most = cost;
      if (cost > 0 && cost < low) [low, next] = [cost, low];
      else if (cost > 0 && cost < next) next = cost;
    }
    // Ignore the lowest number if it is an outlier, like J_content in a run that starts from C.
    least = Math.min(least, next > 100 * low && next < Infinity ? next : low);
  }
  return [least, most];
}

function drawAxes(pen, { box, heights, down, across, last, em, color }) {
  pen.fillStyle = color["--nst-quiet"];
  pen.strokeStyle = color["--nst-line"];
  pen.lineWidth = 1;
  pen.setLineDash([]);
  pen.beginPath();
  pen.textAlign = "right";
  for (const tick of heights) {
    const y = Math.round(down(tick)) + 0.5;
    pen.moveTo(box.left, y);
    pen.lineTo(box.right, y);
    pen.fillText(formatShort(tick), box.left - 0.5 * em, y);
  }
  pen.textAlign = "center";
  for (const tick of stepTicks(last, box.right - box.left, 3.4 * em))
    pen.fillText(tick === 0 ? "step 0" : formatShort(tick), across(tick), box.bottom + em);
  pen.stroke();
}

function drawLine(pen, x, box, color, dash, width) {
  pen.strokeStyle = color;
  pen.lineWidth = width;
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(x, box.top);
  pen.lineTo(x, box.bottom);
  pen.stroke();
}

function drawCurve(pen, { steps, columns }, curve, across, down) {
  pen.strokeStyle = curve.color;
  pen.lineWidth = curve.width;
  pen.setLineDash(curve.dash);
  pen.lineJoin = pen.lineCap = curve.dash.length ? "butt" : "round";
  if (curve.dash.length) pen.lineJoin = "round";
  pen.beginPath();
  let under = false;
  columns[curve.index].forEach((cost, i) => {
    const there = cost > 0 && cost < Infinity;
    if (there) pen[under ? "lineTo" : "moveTo"](across(steps[i]), down(cost));
    under = there;
  });
  pen.stroke();
}

function drawLabels(pen, { table, curves, across, down, box, em }) {
  const n = table.steps.length - 1;
  const ending = curves.filter((curve) => table.columns[curve.index][n] > 0);
  const heights = ending.map((curve) => down(table.columns[curve.index][n]));
  const places = spreadLabels(heights, 1.15 * em, box.top, box.bottom);
  pen.textAlign = "left";
  pen.setLineDash([]);
  ending.forEach((curve, i) => {
    const end = across(table.steps[n]);
    const x = Math.min(end, box.right);
    pen.fillStyle = pen.strokeStyle = curve.color;
    pen.beginPath();
    pen.arc(x, heights[i], curve.width + 0.75, 0, 7);
    pen.fill();
    pen.fillText(curve.label, x + 0.6 * em, places[i]);
  });
}
