import type { liveEn } from './en.live';

export const liveEs: typeof liveEn = {
  title: 'Ahora mismo',
  states: {
    connecting: 'Conectando',
    open: 'En directo',
    paused: 'En pausa',
    hidden: 'En pausa',
    away: 'Sin conexión',
  },
  sampled: 'Pasa más de lo que se puede leer: ve una parte.',
  paused: 'No se muestra nada nuevo hasta que continúe.',
  away: (seconds) => `Lo que ve puede ser antiguo. Próximo intento en ${seconds} s.`,
  refused: 'Esta clave no puede mirar en directo. Los datos se leen cada pocos segundos.',
  pace: (number) => `${number} por segundo`,
  failed: (share) => `falla el ${share}`,
  none: 'no se envía nada',
  pause: 'Pausa',
  resume: 'Continuar',
  empty: 'Lo que se envía a este webhook aparece aquí en el momento.',
};
