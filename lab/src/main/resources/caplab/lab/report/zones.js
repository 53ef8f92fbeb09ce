// Zone by zone, both services side by side: how much, how fast, how stale, and the breakers.

const stepAt = time => Math.max(0, Math.min(
  Math.floor(time / data.timeline.bucket_ms), data.timeline.panels[0].served.length - 1));

const middle = step => (step + 0.5) * data.timeline.bucket_ms;
const points = values => values.map((value, step) => ({ x: middle(step), y: value }));
const perSecond = number => number * 1000 / data.timeline.bucket_ms;
const boundOf = () => data.config.topology?.max_staleness_ms ?? null;

/** The largest over all panels, so that every zone and service is drawn to one scale. */
const highest = values => largest(data.timeline.panels.map(panel => largest(values(panel))));

const overTime = given => chartFigure({
  ...given, steps: data.timeline.panels[0].served.length, locate: stepAt,
  tell: step => ({
    value: middle(step), title: bucketTitle(step),
    lines: [...given.lines(step), ...faultLines(step * data.timeline.bucket_ms, (step + 1) * data.timeline.bucket_ms)],
  }),
});

const requestChart = (panel, where) => overTime({
  title: 'Requests per second', note: 'answered, refused, outcome unknown',
  summary: `${where}: ` + FATES.map(([fate, word]) => `${count(total(panel[fate]))} ${word}`).join(', '),
  lines: step => FATES.map(([fate, word]) => [fate, `${count(perSecond(panel[fate][step]))} ${word}`]),
  options: () => ({
    type: 'bar', plugins: [shading],
    data: {
      datasets: [['served', ink('served')], ['refused', pattern('refused', 'stripes')], ['unknown', pattern('unknown', 'dots')]]
        .map(([fate, backgroundColor]) => ({
          data: points(panel[fate].map(perSecond)), backgroundColor, barPercentage: 1, categoryPercentage: 0.9, stack: 'all',
        })),
    },
    options: {
      scales: {
        x: { ...timeAxis(), stacked: true },
        y: valueAxis({ stacked: true, suggestedMax: highest(it => it.served.map((_, at) =>
          perSecond(total(FATES.map(([fate]) => it[fate][at]))))) }),
      },
    },
  }),
});

/** A value with nothing beside it makes no line, so it is shown as a point. */
const alone = values => values.map((_, step) => (values[step - 1] ?? null) === null && (values[step + 1] ?? null) === null ? 2 : 0);

const line = (values, colour, more) => ({
  data: points(values), borderColor: colour, backgroundColor: colour, borderWidth: 2, pointRadius: alone(values), spanGaps: false, tension: 0, ...more,
});

const latencyChart = (panel, where) => overTime({
  title: 'Time to an answer', note: 'p50 solid, p99 dashed; refusals too',
  summary: `${where}: p50 at most ${ms(largest(panel.p50_ms))}, p99 at most ${ms(largest(panel.p99_ms))}`,
  lines: step => [['p50', 'p50 ' + ms(panel.p50_ms[step])], ['p99', 'p99 ' + ms(panel.p99_ms[step])]],
  options: () => ({
    type: 'line', plugins: [shading],
    data: { datasets: [line(panel.p50_ms, ink('p50')), line(panel.p99_ms, ink('p99'), { borderDash: [5, 3] })] },
    options: {
      scales: {
        x: timeAxis(),
        y: valueAxis({
          type: 'logarithmic', min: 0.1, max: 10 ** Math.ceil(Math.log10(Math.max(10, highest(it => it.p99_ms)))),
          ticks: { callback: value => Number.isInteger(Math.log10(value)) ? axisMs(value) : null, maxTicksLimit: 12, autoSkip: false },
        }),
      },
    },
  }),
});

const stalenessChart = (panel, where) => overTime({
  title: 'Staleness stated', note: boundOf() ? `dashed: MAX_STALENESS_MS ${count(boundOf())}` : null,
  summary: `${where}: at most ${ms(largest(panel.staleness_ms))}` +
    (boundOf() ? `, MAX_STALENESS_MS is ${count(boundOf())}` : '') +
    `, ${count(total(panel.unbounded))} reads without a bound`,
  lines: step => [['staleness', 'worst bound ' + ms(panel.staleness_ms[step])],
    ...(panel.unbounded[step] ? [['staleness', `${count(panel.unbounded[step])} without a bound`]] : [])],
  options: () => ({
    type: 'line', plugins: [shading],
    data: {
      datasets: [
        line(panel.staleness_ms, ink('staleness'), { fill: true, backgroundColor: ink('staleness-ground') }),
        ...(boundOf() ? [{
          data: [{ x: 0, y: boundOf() }, { x: data.timeline.duration_ms, y: boundOf() }],
          borderColor: ink('limit'), borderWidth: 1.5, borderDash: [6, 4], pointRadius: 0,
        }] : []),
      ],
    },
    options: {
      scales: {
        x: timeAxis(),
        y: valueAxis({ suggestedMax: Math.max((boundOf() ?? 0) * 1.1, highest(it => it.staleness_ms), 10), ticks: { callback: axisMs } }),
      },
    },
  }),
});

/** The same as numbers; made when somebody asks for it. */
const numbersOf = (panel, where) => {
  const details = el('details', {}, el('summary', {}, 'These charts as a table'));
  details.addEventListener('toggle', () => {
    if (details.querySelector('table')) return;
    details.append(table(where, ['time', 'answered /s', 'refused /s', 'unknown /s', 'p50', 'p99', 'staleness'],
      panel.served.map((_, step) => [
        bucketTitle(step), ...FATES.map(([fate]) => count(perSecond(panel[fate][step]))),
        ms(panel.p50_ms[step]), ms(panel.p99_ms[step]), ms(panel.staleness_ms[step]),
      ]), { class: 'numbers' }));
  }, { once: false });
  return details;
};

const panelCard = panel => {
  const where = `${serviceName(panel.mode)} in ${panel.zone}`;
  const lanes = data.timeline.lanes.filter(it => it.mode === panel.mode && it.zone === panel.zone);
  const charts = [requestChart(panel, where), latencyChart(panel, where), stalenessChart(panel, where)];
  charts.forEach(chart => drawn(chart.draw));
  return el('article', { class: 'card panel', 'aria-label': where },
    el('h4', {}, el('span', { class: 'service ' + panel.mode }, serviceName(panel.mode))),
    charts, lanes.length ? breakerFigure(panel, lanes) : null, numbersOf(panel, where));
};

/** Who was answered and who was not, in one picture. */
const answeredSection = () => {
  if (!data.timeline.panels.length) return null;
  const strip = el('div', { class: 'drawing' });
  drawn(() => strip.replaceChildren(drawStrip(strip.clientWidth)));
  return section('answers', 'Who was answered',
    el('div', { class: 'card' },
      el('p', {}, `Each cell is ${seconds(data.timeline.bucket_ms)} of one `, term('zone'), '’s requests to one service.'),
      legend(), strip));
};

/** What happened to a zone in each span: whether anybody was refused or left without an answer, whether answers were stale. */
const fateOf = zone => data.timeline.panels.filter(it => it.zone === zone).map(panel => [panel.mode,
  panel.served.map((_, step) => [panel.refused[step] > 0, panel.unknown[step] > 0, boundOf() !== null && panel.staleness_ms[step] > boundOf()].join())]);

/** At the edges of a fault, zones that fare alike may be a span apart. */
const alike = (one, other) => one.length === other.length && one.every(([mode, fates], at) =>
  mode === other[at][0] && fates.filter((fate, step) => fate !== other[at][1][step]).length <= Math.max(2, fates.length * 0.05));

const zoneCharts = zone => el('div', { class: 'pair' }, data.timeline.panels.filter(it => it.zone === zone).map(panelCard));

/** A zone that fared as an earlier one did is folded. */
const zonePart = (zone, at, zones) => {
  const same = zones.slice(0, at).find(other => alike(fateOf(other), fateOf(zone)));
  if (!same) return el('div', { class: 'zone' }, heading(3, 'Zone ' + zone), zoneCharts(zone));
  const folded = el('details', { class: 'zone' }, el('summary', {}, el('strong', {}, 'Zone ' + zone), ` fared as ${same} did`), zoneCharts(zone));
  folded.addEventListener('toggle', () => folded.open && redraw());
  return folded;
};

const timelineSection = () => {
  const { panels, zones } = data.timeline;
  if (!panels.length && data.config.histories) return null;
  if (!panels.length) return section('timeline', 'Timeline', el('p', {}, 'The folder has no history of this run.'));
  return section('timeline', 'Zone by zone', zones.map(zonePart));
};
