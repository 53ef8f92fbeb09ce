// What the experiment said beforehand could happen, and whether it did.

const CLASSES = { acceptable: '●', interesting: '◆', forbidden: '▲' };

const outcomeSection = outcomes => {
  if (!outcomes.length) return null;
  return section('outcomes', 'Outcomes',
    el('p', {}, 'Declared before the run: acceptable, interesting (allowed, and worth a look), forbidden.'),
    table('Outcomes declared, and how often each was seen', ['outcome', 'class', 'seen'], outcomes.map(it => [
      it.name ?? '',
      el('span', { class: it.seen ? 'class ' + it.class : 'class' }, el('span', { class: 'icon', 'aria-hidden': 'true' }, CLASSES[it.class] ?? '●'), it.class ?? ''),
      it.seen ? (it.count ?? null) === null ? 'yes' : `${count(it.count)} ×` : 'never',
    ])));
};
