// What shows a broken promise: a lane for each process, a bar for each operation, time to the right.

const ROW_TALL = 30;
const BAR = 22;
const NAME_TALL = 18;

const kindOf = it => it.to_ms === null || it.label.includes(' ?') ? 'open'
  : it.label.includes('✗') ? 'failed' : it.label.startsWith('read') ? 'read' : 'write';

/** Bars with their words, none over another: each process gets as many rows as that takes. */
const arrange = (steps, x, right) => {
  let y = 0;
  return [...new Set(steps.map(it => it.process))].map(process => {
    const ends = [];
    const bars = steps.filter(it => it.process === process).map(it => {
      const start = x(it.from_ms);
      const end = it.to_ms === null ? right : Math.max(start + 6, x(it.to_ms));
      const words = it.label.length * 7 + 12;
      const extent = Math.max(end, start + Math.min(words, right - start));
      const free = ends.findIndex(taken => taken < start);
      const row = free < 0 ? ends.length : free;
      ends[row] = extent;
      return { step: it, start, end, room: extent - start - 10, row };
    });
    const lane = { process, place: bars[0].step.place, y, rows: ends.length, bars };
    y += NAME_TALL + ends.length * ROW_TALL;
    return lane;
  });
};

const short = (text, room) => {
  const letters = Math.max(4, Math.floor(room / 7));
  return text.length > letters ? text.slice(0, letters - 1) + '…' : text;
};

const drawBar = ({ step, start, end, room, row }, top) => {
  const y = top + NAME_TALL + row * ROW_TALL + 2;
  const bar = svg('g', { class: 'operation ' + kindOf(step), tabindex: 0, role: 'img', 'aria-label': `process ${step.process}: ${step.label}` },
    svg('rect', { x: start, y, width: end - start, height: BAR, rx: 4 }),
    svg('text', { x: start + 6, y: y + 15 }, short(step.label, room)));
  const lines = [`process ${step.process} ${step.place}`, `${ms(step.from_ms)} to ${step.to_ms === null ? 'never known' : ms(step.to_ms)}`];
  const show = (left, low) => showTip(left, low, step.label, lines);
  bar.addEventListener('pointermove', event => show(event.clientX, event.clientY));
  bar.addEventListener('focus', () => show(bar.getBoundingClientRect().left, bar.getBoundingClientRect().bottom));
  for (const leaves of ['pointerleave', 'blur']) bar.addEventListener(leaves, hideTip);
  return bar;
};

const drawWitness = (steps, width) => {
  const from = Math.min(...steps.map(it => it.from_ms));
  const last = Math.max(...steps.map(it => it.to_ms ?? it.from_ms));
  const right = width - 8;
  const x = time => 8 + (time - from) / Math.max(last - from, 0.1) * (right - 8) * 0.9;
  const lanes = arrange(steps, x, right);
  const tall = lanes.at(-1).y + NAME_TALL + lanes.at(-1).rows * ROW_TALL;
  const picture = svg('svg', { width, height: tall + 20, viewBox: `0 0 ${width} ${tall + 20}`, role: 'group', 'aria-label': 'Operations of the witness, by process' });
  lanes.forEach(lane => picture.append(
    svg('line', { x1: 0, x2: width, y1: lane.y + 0.5, y2: lane.y + 0.5, class: 'lane' }),
    svg('text', { x: 2, y: lane.y + 13, class: 'lane-name' }, `process ${lane.process}${lane.place ? ' · ' + lane.place : ''}`),
    ...lane.bars.map(bar => drawBar(bar, lane.y))));
  picture.append(
    svg('text', { x: 8, y: tall + 14, class: 'tick' }, ms(from)),
    svg('text', { x: x(last), y: tall + 14, class: 'tick end' }, ms(last)));
  return picture;
};

const witnessSection = witnesses => {
  if (!witnesses.length) return null;
  return section('witness', 'The witness', witnesses.map(witness => {
    const place = el('div', { class: 'drawing' });
    if (witness.steps.length) {
      drawn(() => place.replaceChildren(drawWitness(witness.steps, place.clientWidth)));
    }
    return el('div', { class: 'card' },
      heading(3, `${serviceName(witness.service)}: ${witness.promise}`),
      el('p', {}, 'The fewest operations found that contradict the promise. Bars run from the question to the answer; a dashed bar was never settled.'),
      place,
      el('ol', { class: 'lines' }, witness.lines.map(line => el('li', {}, el('code', {}, line)))));
  }));
};
