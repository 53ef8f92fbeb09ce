// How likely a read is fresh, t after a write: predicted from latencies, and measured.

const percent = value => (value ?? null) === null ? NONE
  : (value * 100).toLocaleString('en', { maximumFractionDigits: 1 }) + ' %';

const freshnessSection = freshness => {
  const predicted = (freshness?.predicted ?? []).map(([x, y]) => ({ x, y }));
  const measured = (freshness?.measured ?? []).map(([x, y, reads]) => ({ x, y, reads }));
  if (!predicted.length && !measured.length) return null;
  const times = [...new Set([...measured, ...predicted].map(it => it.x))].sort((one, other) => one - other);
  const near = (series, time) => series.find(it => it.x === time);
  const rmse = freshness.rmse ?? null;
  const figure = chartFigure({
    title: 'Reads that are fresh, by time since the write', note: 'line: predicted; points: measured', height: 'tall',
    summary: `Predicted from ${percent(predicted[0]?.y)} to ${percent(predicted.at(-1)?.y)}, measured from ` +
      `${percent(measured[0]?.y)} to ${percent(measured.at(-1)?.y)}, over ${ms(times[0])} to ${ms(times.at(-1))}`,
    steps: times.length,
    locate: time => times.reduce((best, it, at) => Math.abs(it - time) < Math.abs(times[best] - time) ? at : best, 0),
    tell: step => ({
      value: times[step], title: `${ms(times[step])} after the write`,
      lines: [['predicted', 'predicted ' + percent(near(predicted, times[step])?.y)],
        ['measured', 'measured ' + percent(near(measured, times[step])?.y) +
          (near(measured, times[step])?.reads ? ` of ${count(near(measured, times[step]).reads)} reads` : '')]],
    }),
    options: () => ({
      type: 'line',
      data: {
        datasets: [
          { data: predicted, borderColor: ink('predicted'), borderWidth: 2, pointRadius: 0, clip: false },
          { data: measured, clip: false, borderDash: [2, 4], borderColor: ink('measured'), backgroundColor: ink('surface'), borderWidth: 1.5, pointRadius: 4, pointStyle: 'rectRot' },
        ],
      },
      options: {
        scales: {
          x: { ...timeAxis(), min: 0, max: times.at(-1), ticks: { ...timeAxis().ticks, callback: axisMs } },
          y: valueAxis({ min: 0, max: 1, ticks: { callback: value => percent(value) } }),
        },
      },
    }),
  });
  drawn(figure.draw);
  return section('freshness', 'Freshness of app-ap',
    el('div', { class: 'card' },
      el('p', {}, rmse === null ? 'Predicted from the latencies of writes, acknowledgements, reads and responses, and measured.'
        : ['Prediction and measurement differ by ', strong(percent(rmse)), ' (root mean square).']),
      figure,
      el('details', {}, el('summary', {}, 'This chart as a table'),
        table('Fresh reads by time since the write', ['after the write', 'predicted', 'measured', 'reads'],
          times.map(time => [ms(time), percent(near(predicted, time)?.y), percent(near(measured, time)?.y), count(near(measured, time)?.reads)]),
          { class: 'numbers' }))));
};
