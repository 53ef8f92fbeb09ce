// Answered or not: a row for each service and zone, a cell for each span of time.

const ROW = 24;
const LABEL = 64;

const bucketTitle = step => {
  const { bucket_ms: wide } = data.timeline;
  return `${seconds(step * wide)} to ${seconds((step + 1) * wide)}`;
};

const FATES = [['served', 'answered'], ['refused', 'refused'], ['unknown', 'outcome unknown']];

const cell = (panel, step, left, width, top, id) => {
  const asked = total(FATES.map(([fate]) => panel[fate][step]));
  if (!asked) return [svg('rect', { x: left, y: top + ROW - 5, width, height: 2, class: 'idle' })];
  let bottom = top + ROW - 4;
  return FATES.filter(([fate]) => panel[fate][step] > 0).map(([fate]) => {
    const height = (ROW - 5) * panel[fate][step] / asked;
    bottom -= height;
    const paint = { served: null, refused: `url(#${id}-stripes)`, unknown: `url(#${id}-dots)` }[fate];
    return svg('rect', { x: left, y: bottom, width, height, class: fate, fill: paint });
  });
};

const drawStrip = width => {
  const { panels, zones, duration_ms: duration, bucket_ms: wide } = data.timeline;
  const id = 'strip';
  const x = time => LABEL + time / duration * (width - LABEL - 2);
  const top = 8 + 14 * faultRows().length;
  const picture = svg('svg', { id: 'answered', role: 'img', 'aria-label': stripSummary() }, patternDefinitions(id));
  let y = top;
  const rows = [];
  for (const zone of zones) {
    for (const panel of panels.filter(it => it.zone === zone)) {
      picture.append(svg('text', { x: 0, y: y + 14, class: 'row-name' }, `${zone} ${serviceName(panel.mode)}`));
      panel.served.forEach((_, step) => {
        const from = x(step * wide);
        picture.append(...cell(panel, step, from, Math.max(1, x(Math.min(duration, (step + 1) * wide)) - from - 1), y, id));
      });
      rows.push({ panel, y });
      y += ROW;
    }
    y += 8;
  }
  if (data.stalls.length) {
    picture.append(svg('text', { x: 0, y: y + 1, class: 'row-name' }, 'stalls'), ...data.stalls.map(it => svg('rect', {
      x: x(it.from_ms), y: y - 6, width: Math.max(1, x(Math.min(duration, it.to_ms)) - x(it.from_ms)), height: 6, class: 'stall',
    })));
    y += 10;
  }
  picture.querySelector('defs').after(...shade(id, x, top - 2, y - 8));
  picture.append(...nameFaults(x, top - 2, width), ...timeTicks(x, y + 6, width));
  fill(picture, { width, height: y + 12, viewBox: `0 0 ${width} ${y + 12}` }, []);
  const steps = panels[0].served.length;
  readable(picture, steps * rows.length, event => {
    const row = rows.findIndex(it => event.offsetY >= it.y && event.offsetY < it.y + ROW);
    const step = Math.floor((event.offsetX - LABEL) / (width - LABEL - 2) * duration / wide);
    return row < 0 || step < 0 || step >= steps ? -1 : row * steps + step;
  }, at => {
    if (at < 0) return null;
    const { panel, y: place } = rows[Math.floor(at / steps)];
    const step = at % steps;
    return {
      x: x(step * wide), y: place, title: `${serviceName(panel.mode)} in ${panel.zone}, ${bucketTitle(step)}`,
      lines: [...FATES.map(([fate, word]) => [fate, `${count(panel[fate][step])} ${word}`]), ...faultLines(step * wide, (step + 1) * wide)],
    };
  });
  return picture;
};

const timeTicks = (x, y, width) => {
  const { duration_ms: duration } = data.timeline;
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600].map(it => it * 1000)
    .find(it => (x(it) - x(0)) >= 54) ?? duration;
  const ticks = [];
  for (let at = 0; at <= duration; at += step) {
    ticks.push(svg('text', { x: x(at), y, class: x(at) > width - 20 ? 'tick end' : at ? 'tick middle' : 'tick' }, seconds(at)));
  }
  return ticks;
};

const stripSummary = () => 'Requests by zone and service. ' + data.timeline.panels.map(panel =>
  `${serviceName(panel.mode)} in ${panel.zone}: ` +
  FATES.map(([fate, word]) => `${count(total(panel[fate]))} ${word}`).join(', ')).join('; ') + '.';

const legend = () => el('ul', { class: 'legend' },
  [...FATES, ['fault', 'something is broken'], ...(data.stalls.length ? [['stall', 'this machine was too slow to judge']] : [])].map(([mark, word]) =>
    el('li', {}, el('i', { class: 'mark ' + mark, 'aria-hidden': 'true' }), word)));
