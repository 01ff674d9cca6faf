import { dialectNamed } from '#dialects';

/** Where MediLab's page puts its API. */
export const BASE_PATH = 'api/v1/webhooks';

/** What a webhook speaks that is made here, and the only ones that are seen here. */
export const DIALECT = dialectNamed('medilab');
