import type { rejectedEn } from './en.rejected';

export const rejectedEs: typeof rejectedEn = {
  title: 'Rechazados',
  intro: 'Lo que sus sistemas escribieron en Kafka y no pudo ser un evento, y por qué. Sus datos no se guardan aquí.',
  reason: 'Motivo',
  event: 'Evento',
  record: 'Registro',
  at: 'Rechazado',
  from: 'Desde',
  to: 'Hasta',
  ofNoTenant: 'Los que no nombran ninguna organización, o una que no existe',
  empty: 'No se rechazó nada.',
  emptyText: 'Aquí aparece el registro que Carehook no puede entregar, con su motivo y lo que hay que hacer.',
  place: (partition, offset) => `partición ${partition}, desplazamiento ${offset}`,
  size: (bytes) => `${bytes} bytes`,
  reasons: {
    null_value: {
      means: 'El registro no tiene valor',
      todo: 'Envíe los datos del evento como valor. Las marcas de borrado de topics compactados no son eventos.',
    },
    not_an_event: {
      means: 'El registro no es un evento',
      todo: 'Envíe las cabeceras de un CloudEvent o su forma JSON: versión, id, tipo, origen y organización.',
    },
    invalid_attribute: {
      means: 'Un atributo no es válido',
      todo: 'Corrija el atributo que se nombra aquí y envíe el evento otra vez.',
    },
    invalid_json: {
      means: 'Los datos no son el JSON que dicen ser',
      todo: 'Envíe JSON correcto en UTF-8, o diga en el tipo de contenido qué es en realidad.',
    },
    too_large: {
      means: 'El evento es demasiado grande',
      todo: 'Envíe una referencia en lugar del documento; el límite es de 10 MiB.',
    },
    unknown_tenant: {
      means: 'No existe tal organización',
      todo: 'Corrija el id de la organización en el productor, o créela, y envíe el evento otra vez.',
    },
    schema_mismatch: {
      means: 'Los datos no cumplen el esquema de su tipo',
      todo: 'Corrija los datos en el lugar que se nombra, o el esquema; o deje pasar esos eventos con un aviso.',
    },
    unsealable: {
      means: 'Los datos sellados no se abren',
      todo: 'Se cambiaron, o se sellaron para otro. Envíe el evento otra vez y averigüe quién más escribe en este topic.',
    },
    erased: {
      means: 'La clave de sus datos se eliminó',
      todo: 'Nada: estos datos se borraron antes de poder entregarse.',
    },
    routing_failed: {
      means: 'Carehook falló con este registro',
      todo: 'Comunique al operador de Carehook el topic, la partición y el desplazamiento.',
    },
  },
};
