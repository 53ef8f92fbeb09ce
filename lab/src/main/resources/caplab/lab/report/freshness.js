// How likely a read is fresh, t after a write: predicted from latencies, and measured.

const percent = value => (value ?? null) === null ? NONE
  : (value * 100).toLocaleString('en', { maximumFractionDigits: 1 }) + ' %';

/** The curve between its points. */
const along = (curve, time) => {
  const after = curve.findIndex(it => it.x >= time);
  if (after < 0) return null;
  const [from, to] = [curve[Math.max(0, after - 1)], curve[after]];
  return to.x === time || from === to ? (to.x === time ? to.y : null)
    : from.y + (to.y - from.y) * (time - from.x) / (to.x - from.x);
};

/** What is measured lies with 95 % between these ends. */
const intervals = (measured, place) => ({
  id: 'intervals',
  beforeDatasetsDraw({ ctx, scales }) {
    ctx.strokeStyle = ink('measured');
    ctx.globalAlpha = 0.5;
    for (const { x, low, high } of measured.filter(it => it.low !== undefined)) {
      ctx.beginPath();
      ctx.moveTo(scales.x.getPixelForValue(place(x)), scales.y.getPixelForValue(low));
      ctx.lineTo(scales.x.getPixelForValue(place(x)), scales.y.getPixelForValue(high));
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  },
});

const freshnessChart = (predicted, measured) => {
  const steps = measured.length ? measured : predicted;
  const times = [...predicted, ...measured].map(it => it.x);
  const first = Math.max(0.1, Math.min(...times.filter(it => it > 0)) * 0.8);
  const place = time => Math.max(first, time);
  const placed = curve => curve.map(it => ({ x: place(it.x), y: it.y }));
  const ends = curve => curve.length ? `from ${percent(curve[0].y)} to ${percent(curve.at(-1).y)}` : 'not at all';
  return chartFigure({
    title: 'Reads that are fresh, by time since the write',
    note: 'line: predicted; diamonds: measured, with 95 % intervals; time logarithmic', height: 'tall',
    summary: `Predicted ${ends(predicted)}, measured ${ends(measured)}, over ${ms(Math.min(...times))} to ${ms(Math.max(...times))}`,
    steps: steps.length,
    locate: time => steps.reduce((best, it, at) =>
      Math.abs(Math.log(place(it.x) / time)) < Math.abs(Math.log(place(steps[best].x) / time)) ? at : best, 0),
    tell: step => ({
      value: place(steps[step].x), title: `${ms(steps[step].x)} after the write`,
      lines: [['predicted', 'predicted ' + percent(along(predicted, steps[step].x))],
        ...(measured.length ? [['measured', `measured ${percent(steps[step].y)} of ${count(steps[step].reads)} reads`]] : [])],
    }),
    options: () => ({
      type: 'line', plugins: [intervals(measured, place)],
      data: {
        datasets: [
          { data: placed(measured), clip: false, showLine: false, borderColor: ink('measured'), backgroundColor: ink('surface'), borderWidth: 2, pointRadius: 5, pointStyle: 'rectRot' },
          { data: placed(predicted), clip: false, borderColor: ink('predicted'), borderWidth: 2, pointRadius: 0 },
        ],
      },
      options: {
        scales: {
          x: {
            ...timeAxis(), type: 'logarithmic', min: first, max: Math.max(...times),
            ticks: { ...timeAxis().ticks, autoSkip: false, callback: value => Number.isInteger(Math.log10(value)) ? axisMs(value) : null },
          },
          y: valueAxis({ min: 0, max: 1, ticks: { callback: value => percent(value) } }),
        },
      },
    }),
  });
};

/** Fewer reads than this say nothing about a share. */
const READS_LEAST = 20;

const freshnessSection = freshness => {
  const predicted = (freshness?.predicted ?? []).map(([x, y]) => ({ x, y }));
  const all = (freshness?.measured ?? []).map(([x, y, reads, low, high]) => ({ x, y, reads, low, high }));
  const measured = all.filter(it => (it.reads ?? READS_LEAST) >= READS_LEAST);
  const hidden = all.length - measured.length;
  if (!predicted.length && !all.length) return null;
  if (!measured.length && hidden) {
    return section('freshness', 'Freshness of app-ap',
      el('p', {}, `No point of the curve has ${READS_LEAST} reads, too few to show; ./cap run E18 makes more.`));
  }
  const rmse = freshness.rmse ?? null;
  const figure = freshnessChart(predicted, measured);
  drawn(figure.draw);
  return section('freshness', 'Freshness of app-ap',
    el('div', { class: 'card' },
      el('p', {}, 'How likely a read shows the newest write, so long after it. WARS predicts it (Bailis et al., 2012): it draws at random from the'
        + ' latencies measured of writes, acknowledgements, reads and responses, and counts how often the read overtakes the write.'),
      hidden ? el('p', {}, `${count(hidden)} of ${count(all.length)} points are left out: fewer than ${READS_LEAST} reads each.`) : null,
      rmse === null || hidden ? null : el('p', {}, 'Prediction and measurement differ by ', strong(percent(rmse)), ' (root mean square).'),
      figure,
      el('details', {}, el('summary', {}, 'This chart as a table'),
        table('Fresh reads by time since the write', ['after the write', 'predicted', 'measured', 'reads'],
          (measured.length ? measured : predicted).map(it => [
            ms(it.x), percent(along(predicted, it.x)), measured.length ? percent(it.y) : NONE, count(it.reads)]),
          { class: 'numbers' }))));
};
