/** The words of what is watched as it happens. */
export const liveEn = {
  title: 'Right now',
  states: { connecting: 'Connecting', open: 'Live', paused: 'Paused', hidden: 'Paused', away: 'Disconnected' },
  sampled: 'More happens than can be read: you see a part of it.',
  paused: 'Nothing new is shown until you go on.',
  away: (seconds: string) => `What you see may be old. Next try in ${seconds} s.`,
  refused: 'This key may not watch. What you see is read every few seconds.',
  pace: (number: string) => `${number} a second`,
  failed: (share: string) => `${share} of them failed`,
  none: 'nothing is being sent',
  pause: 'Pause',
  resume: 'Go on',
  empty: 'What is sent to this webhook shows up here as it happens.',
};
