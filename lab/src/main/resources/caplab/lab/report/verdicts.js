// Every promise, what the run made of it, and what was measured.

const ORDER = { violated: 0, undecided: 1, held: 2 };

const verdictSection = verdicts => {
  if (!verdicts.length) return section('verdicts', 'Verdicts', el('p', {}, 'This run judged nothing.'));
  const rows = [...verdicts]
    .sort((one, other) => ORDER[verdictOf(one)] - ORDER[verdictOf(other)])
    .map(it => [it.promise ?? '', el('span', { class: 'service ' + modeOf(it.service) }, serviceName(it.service)), badge(verdictOf(it)), it.measured ?? '']);
  return section('verdicts', 'Verdicts',
    table('What was promised, and what this run found', ['promise', 'service', 'verdict', 'measured'], rows, { class: 'verdicts' }));
};
