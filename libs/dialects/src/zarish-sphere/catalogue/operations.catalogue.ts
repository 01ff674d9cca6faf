import { list, object, text, timestamp } from '../../data-schema.js';
import type { CatalogueEntry } from '../../dialect.js';

/** The system's own affairs. Examples: ZARISH SPHERE, "Webhook Events". */
export const OPERATIONS_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'system.maintenance',
    description: 'Maintenance work is planned or under way.',
    schema: object({
      maintenance: object(
        {},
        {
          type: text,
          start: timestamp,
          end: timestamp,
          affectedServices: list(text),
          message: text,
          severity: text,
        },
      ),
    }),
    example: {
      maintenance: {
        type: 'scheduled',
        start: '2023-12-01T02:00:00Z',
        end: '2023-12-01T04:00:00Z',
        affectedServices: ['patient-service', 'clinical-service', 'observation-service'],
        message: 'System maintenance for database upgrades',
        severity: 'medium',
      },
    },
  },
  {
    type: 'system.alert',
    description: 'A serious technical fault that somebody has to look at now.',
    schema: object(
      { alert: object({}, { type: text, severity: text, service: text, error: text, impact: text }) },
      { resolution: object({}, { status: text, estimatedResolution: timestamp, assignedTo: text }) },
    ),
    example: {
      alert: {
        type: 'database_connection_failure',
        severity: 'critical',
        service: 'patient-service',
        error: 'Connection timeout to database',
        impact: 'Patient data access unavailable',
      },
      resolution: {
        status: 'investigating',
        estimatedResolution: '2023-12-01T16:00:00Z',
        assignedTo: 'devops-team',
      },
    },
  },
  {
    type: 'security.breach',
    description: 'An intrusion or unauthorised access was noticed.',
    schema: object(
      { breach: object({}, { type: text, severity: text, source: text, ipAddress: text, userAgent: text }) },
      {
        target: object({}, { service: text, resource: text }),
        details: object({}, { attemptedEndpoint: text, httpMethod: text, requestId: text }),
      },
    ),
    example: {
      breach: {
        type: 'unauthorized_access',
        severity: 'critical',
        source: 'external',
        ipAddress: '192.168.1.100',
        userAgent: 'Mozilla/5.0',
      },
      target: {
        service: 'patient-service',
        resource: 'patient-data',
      },
      details: {
        attemptedEndpoint: '/api/v1/patients',
        httpMethod: 'GET',
        requestId: 'req-806',
      },
    },
  },
];
