import type { CatalogueEntry } from '../dialect.js';

const PATIENT_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'patient.created',
    description: 'A patient was registered.',
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
    example: { patient_id: 123, name: 'Иван Иванов', phone: '+7900123457', updated_at: '2024-01-16T08:05:00Z' },
  },
  {
    type: 'patient.deleted',
    description: 'A patient was removed.',
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
    example: { ...APPOINTMENT, status: 'scheduled' },
  },
  {
    type: 'appointment.updated',
    description: 'An appointment was changed.',
    example: { ...APPOINTMENT, starts_at: '2024-01-20T11:30:00Z', status: 'scheduled' },
  },
  {
    type: 'appointment.cancelled',
    description: 'An appointment was called off.',
    example: { ...APPOINTMENT, status: 'cancelled', reason: 'patient request' },
  },
  {
    type: 'appointment.completed',
    description: 'An appointment took place.',
    example: { ...APPOINTMENT, status: 'completed' },
  },
];

const VISIT = { visit_id: 789, appointment_id: 456, patient_id: 123, doctor_id: 7, department: 'cardiology' };

const VISIT_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'visit.created',
    description: 'A visit was opened.',
    example: { ...VISIT, status: 'open', created_at: '2024-01-20T09:02:00Z' },
  },
  {
    type: 'visit.updated',
    description: 'A visit was amended.',
    example: { ...VISIT, status: 'open', updated_at: '2024-01-20T09:20:00Z' },
  },
  {
    type: 'visit.completed',
    description: 'A visit was brought to its end.',
    example: { ...VISIT, status: 'completed', completed_at: '2024-01-20T09:40:00Z' },
  },
];

const QUEUE_ENTRY = { entry_id: 31, patient_id: 123, department: 'cardiology', number: 'A-017' };

const QUEUE_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'queue.entry_created',
    description: 'A patient joined a queue.',
    example: { ...QUEUE_ENTRY, status: 'waiting' },
  },
  {
    type: 'queue.entry_updated',
    description: "A queued patient's status was changed.",
    example: { ...QUEUE_ENTRY, status: 'delayed' },
  },
  {
    type: 'queue.entry_called',
    description: "It became a queued patient's turn.",
    example: { ...QUEUE_ENTRY, status: 'called', room: '204' },
  },
  {
    type: 'queue.entry_completed',
    description: 'A queued patient has been seen.',
    example: { ...QUEUE_ENTRY, status: 'completed' },
  },
];

const PAYMENT = { payment_id: 654, patient_id: 123, visit_id: 789, amount: 1500, currency: 'RUB', method: 'card' };

const PAYMENT_EVENTS: readonly CatalogueEntry[] = [
  { type: 'payment.created', description: 'A payment was begun.', example: { ...PAYMENT, status: 'pending' } },
  { type: 'payment.completed', description: 'A payment went through.', example: { ...PAYMENT, status: 'completed' } },
  {
    type: 'payment.failed',
    description: 'A payment did not go through.',
    example: { ...PAYMENT, status: 'failed', reason: 'card declined' },
  },
  { type: 'payment.refunded', description: 'A payment was given back.', example: { ...PAYMENT, status: 'refunded' } },
];

const USER_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'user.created',
    description: 'A user account was opened.',
    example: { user_id: 7, name: 'Анна Петрова', role: 'doctor', department: 'cardiology' },
  },
  {
    type: 'user.updated',
    description: 'A user account was changed.',
    example: { user_id: 7, name: 'Анна Петрова', role: 'head_doctor', department: 'cardiology' },
  },
  { type: 'user.deleted', description: 'A user account was closed.', example: { user_id: 7 } },
];

const SYSTEM_EVENTS: readonly CatalogueEntry[] = [
  {
    type: 'system.backup_completed',
    description: 'A backup was made.',
    example: { backup_id: 'backup-2024-01-15', size_bytes: 734003200, completed_at: '2024-01-15T02:14:00Z' },
  },
  {
    type: 'system.backup_failed',
    description: 'A backup could not be made.',
    example: { backup_id: 'backup-2024-01-16', error: 'disk full', failed_at: '2024-01-16T02:03:00Z' },
  },
  {
    type: 'system.maintenance_start',
    description: 'Maintenance began.',
    example: { reason: 'database upgrade', started_at: '2024-01-21T01:00:00Z', expected_end: '2024-01-21T02:00:00Z' },
  },
  {
    type: 'system.maintenance_end',
    description: 'Maintenance is over.',
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
