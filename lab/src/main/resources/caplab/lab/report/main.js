// Puts the page together, in the order in which a person asks.

const { config, verdict, witnesses } = data;
const verdicts = verdict.verdicts ?? [];

fillHeader(document.getElementById('top'), config, verdicts);
document.getElementById('main').replaceChildren(...[
  billSection(verdict.bill),
  answeredSection(),
  verdictSection(verdicts),
  witnessSection(witnesses),
  sequenceSection(data.sequences),
  timelineSection(),
  freshnessSection(verdict.freshness),
  latencySection(verdict.latency),
  perseusSection(verdict.perseus),
  outcomeSection(verdict.outcomes ?? []),
  reproduceSection(config),
].filter(Boolean));
startDrawing();
