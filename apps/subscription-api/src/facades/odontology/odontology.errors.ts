import type { ApiError, ApiErrorCode, FieldProblem } from '#domain';
import type { ErrorForm } from '#http-api';

export const ODONTOLOGY_PATH = 'api/webhooks';

/** Errors of OdontologyApp's webhook API as its page writes them: `{"message"}` in Spanish, and 403 for every wrong key. */
export const odontologyErrors: ErrorForm = {
  appliesTo: (path) => path === `/${ODONTOLOGY_PATH}` || path.startsWith(`/${ODONTOLOGY_PATH}/`),
  render(error) {
    if (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN') return NOT_AUTHORISED;
    return { status: error.status, headers: error.headers, body: { message: messageOf(error) } };
  },
};

const NOT_AUTHORISED = { status: 403, headers: {}, body: { message: 'No autorizado' } };

function messageOf({ code, details }: ApiError): string {
  if (code === 'VALIDATION_FAILED') return (details as readonly FieldProblem[]).map(inSpanish).join('; ');
  return MESSAGES[code] ?? 'No se pudo procesar la solicitud';
}

/** The reasons are native ones, in English; what a field has to be says the same. */
function inSpanish({ field, reason }: FieldProblem): string {
  const [root = field] = field.split('.', 1);
  return `${field}: ${REQUIREMENTS[root] ?? reason}`;
}

const REQUIREMENTS: Readonly<Record<string, string>> = {
  body: 'debe ser un objeto JSON',
  id: 'debe ser el identificador de un webhook, como texto',
  name: 'es obligatorio, de 1 a 100 caracteres en una sola línea',
  url: 'debe ser una URL https de una dirección pública, de 500 caracteres como máximo, sin usuario, contraseña ni fragmento',
  events: 'debe ser una lista de 1 a 500 tipos de evento, como payment.received, appointment.* o *',
};

const MESSAGES: Partial<Record<ApiErrorCode, string>> = {
  MALFORMED_BODY: 'El cuerpo de la solicitud no es JSON válido',
  NOT_FOUND: 'Webhook no encontrado',
  METHOD_NOT_ALLOWED: 'Método no permitido',
  PAYLOAD_TOO_LARGE: 'El cuerpo de la solicitud es demasiado grande',
  UNSUPPORTED_MEDIA_TYPE: 'El cuerpo de la solicitud debe ser application/json',
  INTERNAL_ERROR: 'Error interno del servidor',
  UNAVAILABLE: 'Servicio no disponible, inténtelo de nuevo',
};
