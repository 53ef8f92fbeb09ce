// When something was broken: shaded behind everything that has a time axis.

const faultName = fault => fault.target ? `${fault.name} ${fault.target}` : fault.name;

const during = (spans, fromMs, toMs) => spans.filter(span => span.from_ms < toMs && span.to_ms > fromMs);

/** Lines for a tip: what was broken then. */
const faultLines = (fromMs, toMs) => [
  ...during(data.faults, fromMs, toMs).map(fault => ['fault', 'fault: ' + faultName(fault)]),
  ...during(data.stalls, fromMs, toMs).slice(0, 1).map(() => ['stall', 'this machine was too slow']),
];

/** A fault that comes and goes is named once. */
const faultRows = () => [...new Map(data.faults.map(fault => [faultName(fault), fault]).reverse()).values()].reverse();

/** For Chart.js: shades the windows behind the data. */
const shading = {
  id: 'shading',
  beforeDatasetsDraw({ ctx, chartArea, scales }) {
    ctx.save();
    ctx.beginPath();
    ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
    ctx.clip();
    for (const fault of data.faults) {
      const from = scales.x.getPixelForValue(fault.from_ms);
      const to = scales.x.getPixelForValue(fault.to_ms);
      ctx.fillStyle = ink('fault');
      ctx.fillRect(from, chartArea.top, to - from, chartArea.height);
      ctx.strokeStyle = ink('fault-edge');
      ctx.setLineDash([3, 3]);
      for (const x of [from, to]) {
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
      }
    }
    ctx.restore();
  },
};

/** For a drawing: the same windows. */
const shade = (id, x, top, bottom) => data.faults.map(fault => {
  const from = x(fault.from_ms);
  const width = Math.max(2, x(fault.to_ms) - from);
  return svg('g', { class: 'fault-window' },
    svg('rect', { x: from, y: top, width, height: bottom - top, fill: `url(#${id}-fault)` }),
    [from, from + width].map(edge => svg('line', { x1: edge, x2: edge, y1: top, y2: bottom, class: 'fault-edge' })));
});

/** Their names, each in a row of its own above the drawing. */
const nameFaults = (x, top, width) => faultRows().map((fault, row) => {
  const from = x(fault.from_ms);
  const late = from > width / 2;
  return [
    svg('line', { x1: from, x2: from, y1: 3 + 14 * row, y2: top, class: 'fault-edge' }),
    svg('text', { x: late ? from - 4 : from + 4, y: 11 + 14 * row, class: late ? 'fault-name end' : 'fault-name' }, faultName(fault)),
  ];
}).flat();
