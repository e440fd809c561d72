// The page: sends strokes to C# at most once per animation frame and draws the results.

import { dotnet } from './_framework/dotnet.js';

const LAYERS = 2, HEADS = 4, SIDE = 8, PATCHES_ACROSS = 4, PATCHES = 16;
const PEN_WIDTH = 0.075; // in sides of the paper

const paper = document.getElementById('paper');
const seen = document.getElementById('seen');

/** The stroke's number, x and y of each point; the side of the paper is 1. */
let points = [];
let stroke = 0;
let isDrawing = false;
let isQueued = false;

/** The patch whose attention is shown, or null for the mean of all patches, from which the model reads the digit. */
let query = null;
let reader = null;

const bars = Array.from({ length: 10 }, (_, digit) => {
  const item = document.createElement('li');
  item.innerHTML = `<span>${digit}</span><div class="track"><div class="bar"></div></div><span class="percent"></span>`;
  document.getElementById('bars').append(item);
  return item;
});

const maps = [];
for (let layer = 0; layer < LAYERS; layer++) {
  label(`layer ${layer + 1}`);
  for (let head = 0; head < HEADS; head++) {
    const map = document.createElement('canvas');
    map.className = 'map';
    map.setAttribute('aria-label', `layer ${layer + 1}, head ${head + 1}`);
    document.getElementById('maps').append(map);
    maps.push(map);
  }
}
label('');
for (let head = 0; head < HEADS; head++) {
  label(`head ${head + 1}`, 'head');
}

function label(text, name = '') {
  const span = document.createElement('span');
  span.textContent = text;
  span.className = name;
  document.getElementById('maps').append(span);
}

/** Requests one reading before the next animation frame, independent of the number of new points. */
function queue() {
  if (!isQueued) {
    isQueued = true;
    requestAnimationFrame(() => {
      isQueued = false;
      drawPaper();
      if (reader) {
        const start = performance.now();
        reader.ReadDrawing(points.flat());
        const milliseconds = performance.now() - start;
        show(milliseconds);
      }
    });
  }
}

/** Clears a canvas and sets its size to the pixels of the screen. */
function fresh(canvas) {
  const side = Math.max(1, Math.round(canvas.clientWidth * devicePixelRatio));
  if (canvas.width !== side || canvas.height !== side) {
    canvas.width = canvas.height = side;
  }
  const context = canvas.getContext('2d');
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, side, side);
  context.scale(side, side);
  return context;
}

// A canvas does not accept light-dark(…), so the colour is read from an element that has it.
const probe = document.body.appendChild(document.createElement('span'));
probe.hidden = true;
const color = name => {
  probe.style.color = `var(${name})`;
  return getComputedStyle(probe).color;
};
const ink = () => getComputedStyle(paper).color;

function drawPaper() {
  const context = fresh(paper);
  context.strokeStyle = ink();
  context.lineWidth = PEN_WIDTH;
  context.lineCap = context.lineJoin = 'round';
  context.beginPath();
  points.forEach(([number, x, y], i) => {
    if (i === 0 || points[i - 1][0] !== number) {
      context.moveTo(x, y);
    }
    context.lineTo(x, y);
  });
  context.stroke();
}

function show(milliseconds) {
  const isEmpty = points.length === 0;
  const pixels = reader.GetPixels();
  showBars(isEmpty ? null : reader.GetLogits());
  showSeen(pixels);
  showAttention(isEmpty ? null : reader.GetAttention(), pixels);
  document.getElementById('status').textContent = isEmpty ? 'Ready: use the mouse or a finger' : `${milliseconds.toFixed(1)} ms`;
}

function showBars(logits) {
  const largest = logits && Math.max(...logits);
  const powers = logits && logits.map(logit => Math.exp(logit - largest));
  const sum = powers && powers.reduce((left, right) => left + right);
  bars.forEach((item, digit) => {
    const share = powers ? powers[digit] / sum : 0;
    item.classList.toggle('best', logits !== null && logits[digit] === largest);
    item.querySelector('.bar').style.width = `${100 * share}%`;
    item.querySelector('.percent').textContent = powers ? `${(100 * share).toFixed(0)} %` : '';
  });
  document.getElementById('digit').textContent = logits ? logits.indexOf(largest) : '–';
}

function drawPixels(context, pixels) {
  context.fillStyle = ink();
  pixels.forEach((pixel, i) => {
    context.globalAlpha = pixel;
    square(context, i, SIDE);
  });
  context.globalAlpha = 1;
}

/** Fills a square of a grid, slightly enlarged so that no seam shows. */
function square(context, index, across) {
  context.fillRect((index % across) / across, Math.floor(index / across) / across, 1.01 / across, 1.01 / across);
}

function showSeen(pixels) {
  const context = fresh(seen);
  drawPixels(context, pixels);
  context.strokeStyle = color('--line');
  context.lineWidth = 0.004;
  for (let line = 1; line < PATCHES_ACROSS; line++) {
    const at = line / PATCHES_ACROSS;
    context.strokeRect(at, -1, 2, 3);
    context.strokeRect(-1, at, 3, 2);
  }
  outline(context, 0.02);
}

/** Draws a frame around the chosen patch. */
function outline(context, width) {
  if (query !== null) {
    context.strokeStyle = color('--accent');
    context.lineWidth = width;
    const side = 1 / PATCHES_ACROSS;
    context.strokeRect((query % PATCHES_ACROSS) * side + width / 2, Math.floor(query / PATCHES_ACROSS) * side + width / 2, side - width, side - width);
  }
}

function showAttention(attention, pixels) {
  document.getElementById('query').textContent = query === null ? '· mean over all patches' : `· from patch ${query + 1}`;
  maps.forEach((map, index) => {
    const context = fresh(map);
    const weights = attention ? looks(attention.slice(index * PATCHES * PATCHES, (index + 1) * PATCHES * PATCHES)) : Array(PATCHES).fill(0);
    const largest = Math.max(...weights) || 1;
    weights.forEach((weight, patch) => {
      context.fillStyle = heat(weight / largest);
      square(context, patch, PATCHES_ACROSS);
    });
    // The digit on top, faintly, to show where the patches are.
    context.fillStyle = '#fff';
    pixels.forEach((pixel, i) => {
      context.globalAlpha = 0.3 * pixel;
      square(context, i, SIDE);
    });
    context.globalAlpha = 1;
    outline(context, 0.04);
  });
}

/** The attention that each patch gets: from the chosen patch, or on average. */
function looks(weights) {
  return Array.from({ length: PATCHES }, (_, to) => {
    if (query !== null) {
      return weights[query * PATCHES + to];
    }
    let sum = 0;
    for (let from = 0; from < PATCHES; from++) {
      sum += weights[from * PATCHES + to];
    }
    return sum / PATCHES;
  });
}

/** From dark blue over red to yellow. */
function heat(share) {
  const stops = [[20, 22, 50], [120, 28, 109], [229, 92, 48], [250, 220, 110]];
  const at = Math.min(share, 0.9999) * (stops.length - 1);
  const [low, high] = [stops[Math.floor(at)], stops[Math.floor(at) + 1]];
  return `rgb(${low.map((from, i) => Math.round(from + (high[i] - from) * (at % 1))).join(' ')})`;
}

function add(event) {
  const box = paper.getBoundingClientRect();
  points.push([stroke, (event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
  queue();
}

paper.addEventListener('pointerdown', event => {
  if (event.isPrimary && event.button === 0) {
    paper.setPointerCapture(event.pointerId);
    isDrawing = true;
    stroke++;
    add(event);
  }
});
paper.addEventListener('pointermove', event => {
  if (isDrawing && event.isPrimary) {
    // The points since the last event, if the browser collected several.
    const all = event.getCoalescedEvents?.() ?? [];
    (all.length > 0 ? all : [event]).forEach(add);
  }
});
for (const end of ['pointerup', 'pointercancel']) {
  paper.addEventListener(end, event => isDrawing &&= !event.isPrimary);
}

document.getElementById('clear').addEventListener('click', () => {
  points = [];
  query = null;
  queue();
});

seen.addEventListener('click', event => {
  const box = seen.getBoundingClientRect();
  const patch = coordinate => Math.min(PATCHES_ACROSS - 1, Math.floor(coordinate * PATCHES_ACROSS));
  const chosen = patch((event.clientY - box.top) / box.height) * PATCHES_ACROSS + patch((event.clientX - box.left) / box.width);
  query = query === chosen ? null : chosen;
  queue();
});

addEventListener('resize', queue);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', queue);
drawPaper();

try {
  const { getAssemblyExports, getConfig, runMain } = await dotnet.create();
  await runMain();
  reader = (await getAssemblyExports(getConfig().mainAssemblyName)).DigitsInBrowser.Page;
  // The first call is slow, so make it before the user's first stroke.
  reader.ReadDrawing([]);
  globalThis.reader = reader;
  queue();
} catch (error) {
  document.getElementById('status').textContent = `The model could not be loaded: ${error.message}`;
  throw error;
}
