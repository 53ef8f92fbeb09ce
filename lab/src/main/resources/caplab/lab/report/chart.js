// What all charts have in common. Chart.js draws; words, tips and keys are ours.

Chart.defaults.animation = false;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.plugins.legend.display = false;
Chart.defaults.plugins.tooltip.enabled = false;
Chart.defaults.events = [];

// All time axes begin and end at the same places, so that one can look down a column.
const AXIS_WIDTH = 52;
const AXIS_END = 12;
Chart.defaults.layout = { padding: { top: 6, right: AXIS_END } };

const axisStyle = () => ({
  grid: { color: ink('grid'), drawTicks: false },
  border: { display: false },
  ticks: { color: ink('muted'), font: { size: 11 }, padding: 6, maxRotation: 0, autoSkipPadding: 14 },
});

const valueAxis = options => {
  const style = axisStyle();
  return {
    ...style, beginAtZero: true, ...options,
    ticks: { ...style.ticks, maxTicksLimit: 4, ...options.ticks },
    afterFit: axis => { axis.width = AXIS_WIDTH; },
  };
};

const timeAxis = () => {
  const style = axisStyle();
  return {
    ...style, type: 'linear', min: 0, max: data.timeline.duration_ms, offset: false,
    grid: { ...style.grid, display: false, offset: false },
    ticks: { ...style.ticks, align: 'inner', callback: value => seconds(value) },
    afterFit: axis => { axis.paddingLeft = axis.paddingRight = 0; },
  };
};

/**
 * A figure with one chart.
 * @param title its name, shown and spoken
 * @param summary what it shows, in words, for those who cannot see it
 * @param steps how many places the arrow keys stop at
 * @param options given anew for each drawing, so that it takes the colours of the hour
 * @param tell title and lines of one step, and its place on the x axis
 */
const chartFigure = ({ title, note, summary, steps, options, locate, tell, height }) => {
  const canvas = el('canvas', { role: 'img', 'aria-label': `${title}. ${summary}` });
  const figure = el('figure', { class: 'chart' },
    el('figcaption', {}, el('strong', {}, title), note ? el('span', {}, note) : null),
    el('div', { class: 'plot ' + (height ?? '') }, canvas));
  let chart = null;
  let cursor = null;
  const marker = {
    id: 'marker',
    afterDatasetsDraw({ ctx, chartArea }) {
      if (cursor === null) return;
      ctx.fillStyle = ink('ink');
      ctx.fillRect(cursor, chartArea.top, 1, chartArea.height);
    },
  };
  figure.draw = () => {
    if (!canvas.checkVisibility()) return;
    chart?.destroy();
    const given = options();
    chart = new Chart(canvas, { ...given, plugins: [...(given.plugins ?? []), marker] });
  };
  readable(canvas, steps, event => {
    const { left, right } = chart.chartArea;
    if (event.offsetX < left || event.offsetX > right) return -1;
    return locate(chart.scales.x.getValueForPixel(event.offsetX));
  }, step => {
    if (step < 0) { cursor = null; chart.draw(); return null; }
    const told = tell(step);
    cursor = chart.scales.x.getPixelForValue(told.value);
    chart.draw();
    return { ...told, x: cursor, y: chart.chartArea.top };
  });
  return figure;
};
