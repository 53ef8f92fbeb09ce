// Single requests of the run, and the messages to the nodes behind each, time downwards.

const LINE = 26;
const HEAD = 30;

const ASKED = { prepare: 'prepare', accept: 'accept', read: 'read' };
const SILENT = { lost: 'no answer', waiting: 'not waited for', unreachable: 'no answer', pending: 'later' };
const NO = ['conflict', 'fenced', 'full', 'refused'];

/** Each message of a request: from, to, what it says, and whether it arrived. */
const messagesOf = it => {
  const rounds = it.explain.rounds ?? [{ phase: it.f, nodes: it.explain.nodes ?? {} }];
  return rounds.flatMap(round => Object.entries(round.nodes).filter(([, said]) => said !== 'skipped' && said !== 'not_asked' && said !== 'not_replicated')
    .flatMap(([node, said]) => {
      const ask = { from: 'service', to: node, text: ASKED[round.phase] ?? round.phase };
      if (it.mode === 'ap' && (said === 'pending' || said === 'unreachable')) return it.f === 'read' ? [] : [{ ...ask, kind: 'wait', text: 'sent on later' }];
      if (said in SILENT) return [{ ...ask, kind: said === 'waiting' ? 'wait' : 'lost', text: `${ask.text}: ${SILENT[said]}` }];
      return [{ ...ask, kind: NO.includes(said) ? 'lost' : 'ask', text: `${ask.text}: ${said.replaceAll('_', ' ')}`, both: true }];
    }));
};

const skippedOf = it => {
  const rounds = it.explain.rounds ?? [];
  const nodes = rounds.length ? Object.entries(rounds.at(-1).nodes).filter(([, said]) => said === 'skipped').map(([node]) => node)
    : Object.entries(it.explain.nodes ?? {}).filter(([, said]) => said === 'unreachable' && it.mode === 'cp').map(([node]) => node);
  return [...new Set(nodes)];
};

const outcomeText = it => it.status === 200 ? it.f === 'read' ? `200: ${it.value ?? 'a value'}` : '200: acknowledged'
  : it.status === 404 ? '404: nothing there' : it.status === 503 ? '503: refused' : it.status === 504 ? '504: unknown' : `status ${it.status}`;

const drawSequence = (it, width) => {
  const names = ['client', 'service', ...it.nodes];
  const gap = (width - 70) / (names.length - 1);
  const x = name => 35 + gap * names.indexOf(name);
  const messages = [
    { from: 'client', to: 'service', text: it.f, kind: 'ask' }, ...messagesOf(it),
    { from: 'service', to: 'client', text: outcomeText(it), kind: it.status === 200 || it.status === 404 ? 'answer' : 'lost', arrives: true },
  ];
  const tall = HEAD + LINE * messages.length + 14;
  const told = messages.map(each => `${each.from} to ${each.to}: ${each.text}`).join('; ');
  const picture = svg('svg', { class: 'sequence', role: 'img', width, height: tall, viewBox: `0 0 ${width} ${tall}`, 'aria-label': `Messages. ${told}` });
  names.forEach(name => picture.append(
    svg('line', { class: 'side-line', x1: x(name), x2: x(name), y1: HEAD - 8, y2: tall }),
    svg('text', { class: 'who middle ' + (name === 'service' ? it.mode : ''), x: x(name), y: 14 }, name === 'service' ? serviceName(it.mode) : name)));
  messages.forEach((each, at) => {
    const y = HEAD + LINE * at + 14;
    const [from, to] = [x(each.from), x(each.to)];
    const toward = Math.sign(to - from);
    const stops = each.kind === 'lost' && !each.both && !each.arrives ? from + (to - from) * 0.85 : to;
    picture.append(svg('line', { class: each.kind, x1: from, x2: stops, y1: y, y2: y }));
    if (stops !== to) picture.append(svg('path', { class: 'cross', d: `M${stops - 4} ${y - 4}l8 8m0 -8l-8 8` }));
    else if (each.kind !== 'wait') {
      picture.append(svg('path', { class: 'head ' + each.kind, d: `M${to} ${y}l${-8 * toward} -4v8z` }));
      if (each.both) picture.append(svg('path', { class: 'head ask', d: `M${from} ${y}l${8 * toward} -4v8z` }));
    }
    // Beside the service, where no other word is; a message goes right, an answer left.
    picture.append(svg('text', { class: each.from === 'client' || each.to === 'client' ? 'tick middle' : 'tick', x: each.from === 'client' || each.to === 'client' ? (from + to) / 2 : from + 12, y: y - 4 }, each.text));
  });
  return picture;
};

/** What the picture shows, in a sentence. */
const storyOf = it => {
  const skipped = skippedOf(it);
  const first = it.mode === 'cp'
    ? it.status === 200 || it.status === 404 ? 'A majority of the nodes took part, so the answer counts; it waits for no third.'
      : it.status === 503 ? 'No majority can be reached, so app-cp says no rather than guess.' : 'It was sent, and too few answered: it may count or not, and app-cp says so.'
    : it.f === 'read' ? ['The node beside it answers alone', (it.staleness_ms ?? null) === null ? ', and does not know how old that may be.' : `, and says that it misses nothing older than ${ms(it.staleness_ms)}.`].join('')
      : 'One node takes the write and it is acknowledged; the others get it later.';
  return first + (skipped.length && it.mode === 'cp' ? ` Its breakers are open for ${skipped.join(' and ')}: not asked.` : '');
};

const sequenceSection = sequences => {
  if (!sequences?.length) return null;
  return section('sequences', 'Request by request',
    el('p', {}, 'Single requests of this run, and the messages to the nodes behind them: each arrow goes to a ', term('node'), ' and, with two heads, comes back with its word.'),
    el('div', { class: 'stories' }, sequences.map(it => {
      const place = el('div', { class: 'drawing' });
      drawn(() => place.clientWidth && place.replaceChildren(drawSequence(it, place.clientWidth)));
      return el('article', { class: 'card' },
        heading(3, `${it.when}: ${it.f} to ${serviceName(it.mode)} in ${it.zone}`),
        el('p', {}, `At ${seconds(it.at_ms)}${it.took_ms === null ? '' : `, ${ms(it.took_ms)} long`}. `, storyOf(it)), place);
    })));
};
