/** `npm run test:faults` does more and takes longer than `npm test`. */
export const FAULTS_ARE_LONG = process.env.FAULTS === 'long';
