import { email, flag, integer, number, object, text, timestamp } from '../data-schema.js';
import type { CatalogueEntry } from '../dialect.js';

/** The page shows the data of `patient.created` only. Of the rest: ids, and what its filters look at, if they are there. */
const APPOINTMENT_SCHEMA = object(
  {},
  {
    appointment_id: integer,
    patient_id: integer,
    doctor_id: integer,
    patient_type: text,
    department: text,
    notification_enabled: flag,
  },
);
const VISIT_SCHEMA = object(
  {},
  { visit_id: integer, appointment_id: integer, patient_id: integer, doctor_id: integer, department: text },
);
const QUEUE_SCHEMA = object({}, { entry_id: integer, patient_id: integer, department: text });
const PAYMENT_SCHEMA = object({}, { payment_id: integer, patient_id: integer, visit_id: integer, amount: number });

const PATIENT_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'patient.created',
    description: 'A patient was registered.',
    schema: object({ patient_id: integer }, { name: text, phone: text, email, created_at: timestamp }),
    example: {
      patient_id: 123,
      name: 'Иван Иванов',
      phone: '+7900123456',
      email: 'ivan@example.com',
      created_at: '2024-01-15T10:30:00Z',
    },
  },
  {
    type: 'patient.updated',
    description: "A patient's details were changed.",
    schema: object({}, { patient_id: integer }),
    example: { patient_id: 123, name: 'Иван Иванов', phone: '+7900123457', updated_at: '2024-01-16T08:05:00Z' },
  },
  {
    type: 'patient.deleted',
    description: 'A patient was removed.',
    schema: object({}, { patient_id: integer }),
    example: { patient_id: 123, deleted_at: '2024-02-01T12:00:00Z' },
  },
];

const APPOINTMENT = {
  appointment_id: 456,
  patient_id: 123,
  patient_type: 'new',
  doctor_id: 7,
  department: 'cardiology',
  starts_at: '2024-01-20T09:00:00Z',
  notification_enabled: true,
};

const APPOINTMENT_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'appointment.created',
    description: 'An appointment was booked.',
    schema: APPOINTMENT_SCHEMA,
    example: { ...APPOINTMENT, status: 'scheduled' },
  },
  {
    type: 'appointment.updated',
    description: 'An appointment was changed.',
    schema: APPOINTMENT_SCHEMA,
    example: { ...APPOINTMENT, starts_at: '2024-01-20T11:30:00Z', status: 'scheduled' },
  },
  {
    type: 'appointment.cancelled',
    description: 'An appointment was called off.',
    schema: APPOINTMENT_SCHEMA,
    example: { ...APPOINTMENT, status: 'cancelled', reason: 'patient request' },
  },
  {
    type: 'appointment.completed',
    description: 'An appointment took place.',
    schema: APPOINTMENT_SCHEMA,
    example: { ...APPOINTMENT, status: 'completed' },
  },
];

const VISIT = { visit_id: 789, appointment_id: 456, patient_id: 123, doctor_id: 7, department: 'cardiology' };

const VISIT_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'visit.created',
    description: 'A visit was opened.',
    schema: VISIT_SCHEMA,
    example: { ...VISIT, status: 'open', created_at: '2024-01-20T09:02:00Z' },
  },
  {
    type: 'visit.updated',
    description: 'A visit was amended.',
    schema: VISIT_SCHEMA,
    example: { ...VISIT, status: 'open', updated_at: '2024-01-20T09:20:00Z' },
  },
  {
    type: 'visit.completed',
    description: 'A visit was brought to its end.',
    schema: VISIT_SCHEMA,
    example: { ...VISIT, status: 'completed', completed_at: '2024-01-20T09:40:00Z' },
  },
];

const QUEUE_ENTRY = { entry_id: 31, patient_id: 123, department: 'cardiology', number: 'A-017' };

const QUEUE_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'queue.entry_created',
    description: 'A patient joined a queue.',
    schema: QUEUE_SCHEMA,
    example: { ...QUEUE_ENTRY, status: 'waiting' },
  },
  {
    type: 'queue.entry_updated',
    description: "A queued patient's status was changed.",
    schema: QUEUE_SCHEMA,
    example: { ...QUEUE_ENTRY, status: 'delayed' },
  },
  {
    type: 'queue.entry_called',
    description: "It became a queued patient's turn.",
    schema: QUEUE_SCHEMA,
    example: { ...QUEUE_ENTRY, status: 'called', room: '204' },
  },
  {
    type: 'queue.entry_completed',
    description: 'A queued patient has been seen.',
    schema: QUEUE_SCHEMA,
    example: { ...QUEUE_ENTRY, status: 'completed' },
  },
];

const PAYMENT = { payment_id: 654, patient_id: 123, visit_id: 789, amount: 1500, currency: 'RUB', method: 'card' };

const PAYMENT_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'payment.created',
    description: 'A payment was begun.',
    schema: PAYMENT_SCHEMA,
    example: { ...PAYMENT, status: 'pending' },
  },
  {
    type: 'payment.completed',
    description: 'A payment went through.',
    schema: PAYMENT_SCHEMA,
    example: { ...PAYMENT, status: 'completed' },
  },
  {
    type: 'payment.failed',
    description: 'A payment did not go through.',
    schema: PAYMENT_SCHEMA,
    example: { ...PAYMENT, status: 'failed', reason: 'card declined' },
  },
  {
    type: 'payment.refunded',
    description: 'A payment was given back.',
    schema: PAYMENT_SCHEMA,
    example: { ...PAYMENT, status: 'refunded' },
  },
];

const USER_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'user.created',
    description: 'A user account was opened.',
    schema: object({}, { user_id: integer }),
    example: { user_id: 7, name: 'Анна Петрова', role: 'doctor', department: 'cardiology' },
  },
  {
    type: 'user.updated',
    description: 'A user account was changed.',
    schema: object({}, { user_id: integer }),
    example: { user_id: 7, name: 'Анна Петрова', role: 'head_doctor', department: 'cardiology' },
  },
  {
    type: 'user.deleted',
    description: 'A user account was closed.',
    schema: object({}, { user_id: integer }),
    example: { user_id: 7 },
  },
];

const SYSTEM_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'system.backup_completed',
    description: 'A backup was made.',
    schema: object({}, { backup_id: text }),
    example: { backup_id: 'backup-2024-01-15', size_bytes: 734003200, completed_at: '2024-01-15T02:14:00Z' },
  },
  {
    type: 'system.backup_failed',
    description: 'A backup could not be made.',
    schema: object({}, { backup_id: text }),
    example: { backup_id: 'backup-2024-01-16', error: 'disk full', failed_at: '2024-01-16T02:03:00Z' },
  },
  {
    type: 'system.maintenance_start',
    description: 'Maintenance began.',
    schema: object({}),
    example: { reason: 'database upgrade', started_at: '2024-01-21T01:00:00Z', expected_end: '2024-01-21T02:00:00Z' },
  },
  {
    type: 'system.maintenance_end',
    description: 'Maintenance is over.',
    schema: object({}),
    example: { reason: 'database upgrade', ended_at: '2024-01-21T01:48:00Z' },
  },
];

/**
 * Every event type of MediLab's page, in its order. The page shows the data of `patient.created` only; the other
 * examples are of the same flat form and use the names that its filters look for.
 */
export const CATALOGUE: readonly CatalogueEntry[] = [
  ...PATIENT_EVENTS,
  ...APPOINTMENT_EVENTS,
  ...VISIT_EVENTS,
  ...QUEUE_EVENTS,
  ...PAYMENT_EVENTS,
  ...USER_EVENTS,
  ...SYSTEM_EVENTS,
];
