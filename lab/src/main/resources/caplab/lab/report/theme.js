// Colours and patterns come from the style sheet, so charts follow light and dark as the page does.

const ink = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

/** Paint for a canvas: a colour with stripes or dots, so that no meaning hangs on colour alone. */
const pattern = (name, kind) => {
  const tile = document.createElement('canvas');
  tile.width = tile.height = 6;
  const pen = tile.getContext('2d');
  pen.fillStyle = ink(name);
  pen.globalAlpha = kind === 'stripes' ? 0.45 : 0.35;
  pen.fillRect(0, 0, 6, 6);
  pen.globalAlpha = 1;
  pen.strokeStyle = pen.fillStyle;
  pen.lineWidth = 1.8;
  if (kind === 'stripes') {
    pen.beginPath();
    for (const from of [-6, 0, 6]) { pen.moveTo(from, 6); pen.lineTo(from + 6, 0); }
    pen.stroke();
  } else {
    pen.fillRect(1, 1, 2.5, 2.5);
  }
  return pen.createPattern(tile, 'repeat');
};

/** The same patterns for drawings; each drawing carries its own under its own name. */
const patternDefinitions = id => svg('defs', {},
  svg('pattern', { id: id + '-stripes', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    svg('rect', { width: 6, height: 6, class: 'refused-ground' }), svg('rect', { width: 2.4, height: 6, class: 'refused-ink' })),
  svg('pattern', { id: id + '-dots', width: 6, height: 6, patternUnits: 'userSpaceOnUse' },
    svg('rect', { width: 6, height: 6, class: 'unknown-ground' }), svg('circle', { cx: 3, cy: 3, r: 1.6, class: 'unknown-ink' })),
  svg('pattern', { id: id + '-fault', width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(-45)' },
    svg('rect', { width: 7, height: 7, class: 'fault-ground' }), svg('rect', { width: 1.2, height: 7, class: 'fault-ink' })));

const redraws = [];

/** Draws once the page has a width, and again whenever the width or the light changes. */
const drawn = draw => { redraws.push(draw); };

const redraw = () => {
  hideTip();
  redraws.forEach(draw => draw());
  document.documentElement.dataset.ready = 'true';
};

/** A page that is about to be shown can be this narrow for a moment; no screen is. */
const TOO_NARROW = 160;

/** Begins to draw, as soon as the page has a width to draw for. */
const startDrawing = () => {
  let drawnFor = 0;
  new ResizeObserver(([{ contentRect: { width } }]) => {
    if (width === drawnFor || width < TOO_NARROW) return;
    drawnFor = width;
    redraw();
  }).observe(document.querySelector('nav'));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
};
