/** The words of a change of secrets. */
export const rotationEn = {
  title: 'Rotate secret',
  intro: 'Your receiver has to know the new secret before it is the only one that signs.',
  when: 'When does the new secret begin to sign?',
  now: 'Now',
  later: 'At a time that I choose',
  at: 'From',
  atHint: 'Within 30 days.',
  overlap: 'Hours that the old secret signs beside it',
  overlapHint: 'Formats whose requests bear one signature only change from one to the other at once.',
  own: 'Secret of your own',
  ownHint: 'Leave empty and Carehook makes a strong one.',
  make: 'Make a new secret',
  spans: 'Which secret signs when',
  always: 'signs',
  from: (time: string) => `from ${time}`,
  until: (time: string) => `until ${time}`,
};
