import type { rotationEn } from './en.rotation';

export const rotationEs: typeof rotationEn = {
  title: 'Renovar el secreto',
  intro: 'Su receptor debe conocer el nuevo secreto antes de que sea el único que firma.',
  when: '¿Cuándo empieza a firmar el nuevo secreto?',
  now: 'Ahora',
  later: 'En un momento que elijo',
  at: 'Desde',
  atHint: 'En los próximos 30 días.',
  overlap: 'Horas que el anterior firma a su lado',
  overlapHint: 'Los formatos con una sola firma por petición cambian de uno a otro de golpe.',
  own: 'Secreto propio',
  ownHint: 'Déjelo vacío y Carehook crea uno fuerte.',
  make: 'Crear un secreto nuevo',
  spans: 'Qué secreto firma y cuándo',
  always: 'firma',
  from: (time) => `desde ${time}`,
  until: (time) => `hasta ${time}`,
};
