// Circuit breakers as lanes: thin is closed, half high is half open, full is open.

const STATES = { CLOSED: ['closed', 3], HALF_OPEN: ['half open', 8], OPEN: ['open', 14] };
const BREAKER_ROW = 20;

const drawBreakers = (lanes, label, width) => {
  const duration = data.timeline.duration_ms;
  const x = time => AXIS_WIDTH + time / duration * (width - AXIS_WIDTH - AXIS_END);
  const height = lanes.length * BREAKER_ROW;
  const id = 'breakers-' + label.replace(/\W/g, '-');
  const summary = lanes.map(lane => {
    const open = total(lane.spans.filter(it => it.state === 'OPEN').map(it => it.to_ms - it.from_ms));
    return `${lane.node} ${open ? 'open for ' + seconds(open) : 'never open'}`;
  }).join(', ');
  const picture = svg('svg', {
    class: 'breakers', role: 'img', width, height, viewBox: `0 0 ${width} ${height}`,
    'aria-label': `Circuit breakers of ${label}: ${summary}`,
  }, patternDefinitions(id), shade(id, x, 0, height));
  lanes.forEach((lane, row) => {
    const middle = row * BREAKER_ROW + BREAKER_ROW / 2;
    picture.append(svg('text', { x: AXIS_WIDTH - 6, y: middle + 4, class: 'tick end' }, lane.node));
    lane.spans.forEach(span => {
      const [, tall] = STATES[span.state] ?? STATES.CLOSED;
      picture.append(svg('rect', {
        x: x(span.from_ms), y: middle - tall / 2, width: Math.max(1, x(span.to_ms) - x(span.from_ms)), height: tall,
        class: 'breaker ' + span.state, fill: span.state === 'HALF_OPEN' ? `url(#${id}-stripes)` : null,
      }));
    });
  });
  const steps = lanes.flatMap((lane, row) => lane.spans.map(span => ({ lane, row, span })));
  readable(picture, steps.length, event => {
    const time = (event.offsetX - AXIS_WIDTH) / (width - AXIS_WIDTH - AXIS_END) * duration;
    const row = Math.floor(event.offsetY / BREAKER_ROW);
    return steps.findIndex(it => it.row === row && it.span.from_ms <= time && time <= it.span.to_ms);
  }, step => {
    if (step < 0) return null;
    const { lane, row, span } = steps[step];
    return {
      x: x(span.from_ms), y: row * BREAKER_ROW, title: `breaker for ${lane.node}: ${STATES[span.state]?.[0] ?? span.state}`,
      lines: [`${seconds(span.from_ms)} to ${seconds(span.to_ms)}`, ...faultLines(span.from_ms, span.to_ms)],
    };
  });
  return picture;
};

const breakerFigure = (panel, lanes) => {
  const place = el('div', { class: 'drawing' });
  const label = `${serviceName(panel.mode)} in ${panel.zone}`;
  drawn(() => {
    if (place.clientWidth) place.replaceChildren(drawBreakers(lanes, label, place.clientWidth));
  });
  return el('figure', { class: 'chart' },
    el('figcaption', {}, el('strong', {}, term('breaker', 'Breakers')), el('span', {}, 'thin closed, striped half open, full open')), place);
};
