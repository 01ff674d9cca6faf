import { day, email, flag, integer, list, object, text, timestamp } from '../data-schema.js';
import type { CatalogueEntry } from '../dialect.js';

/** Where the page shows no data of an event, its schema knows these and asks for none. */
const ORDER_IDS = { id: integer, order_number: text };
const KIT_IDS = { kit_barcode: text, kit_type: text };
const PERSON = object({}, { first_name: text, last_name: text, email });
const TRACKING = object({}, { carrier: text, tracking_number: text, estimated_delivery: day });
const SHIPPED_KIT = object({}, { kit_id: text, barcode: text, tracking: TRACKING });
const RESULT_SUMMARY = object(
  {},
  { total_biomarkers: integer, normal_count: integer, abnormal_count: integer, flags: list(text) },
);

const ORDER = { id: 12345, order_number: 'C4H-ORD-2024-001234' };
const KIT = { kit_barcode: '123456789012', kit_type: 'hormone_panel' };
const PATIENT = { first_name: 'Jane', last_name: 'Smith', email: 'jane@example.com' };

/**
 * Every event type of the page, in its order. It shows examples for `order.created`, `order.shipped`, `kit.registered`
 * and `results.available`; the others follow them.
 */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    type: 'order.created',
    description: 'An order was placed.',
    schema: object({ ...ORDER_IDS, status: text }, { recipient: PERSON, kit_types: list(text), created_at: timestamp }),
    example: {
      ...ORDER,
      status: 'pending',
      recipient: { first_name: 'John', last_name: 'Doe', email: 'john@example.com' },
      kit_types: ['hormone_panel'],
      created_at: '2024-01-15T10:30:00Z',
    },
  },
  {
    type: 'order.confirmed',
    description: 'An order was accepted and its payment went through.',
    schema: object({}, ORDER_IDS),
    example: { ...ORDER, status: 'confirmed', confirmed_at: '2024-01-15T10:35:00Z' },
  },
  {
    type: 'order.shipped',
    description: 'The kits of an order are on their way to the customer.',
    schema: object({ ...ORDER_IDS, status: text }, { kits: list(SHIPPED_KIT), shipped_at: timestamp }),
    example: {
      ...ORDER,
      status: 'shipped',
      kits: [
        {
          kit_id: 'KIT-123456',
          barcode: '123456789012',
          tracking: { carrier: 'FedEx', tracking_number: '1234567890', estimated_delivery: '2024-01-18' },
        },
      ],
      shipped_at: '2024-01-16T14:30:00Z',
    },
  },
  {
    type: 'order.cancelled',
    description: 'An order was called off.',
    schema: object({}, ORDER_IDS),
    example: { ...ORDER, status: 'cancelled', cancelled_at: '2024-01-15T12:00:00Z' },
  },
  {
    type: 'kit.registered',
    description: 'A customer put a kit to their name.',
    schema: object(KIT_IDS, { patient: PERSON, collection_date: timestamp, registered_at: timestamp }),
    example: {
      ...KIT,
      patient: PATIENT,
      collection_date: '2024-01-20T08:30:00Z',
      registered_at: '2024-01-20T09:15:00Z',
    },
  },
  {
    type: 'kit.received_lab',
    description: 'A kit arrived at the laboratory.',
    schema: object({}, KIT_IDS),
    example: { ...KIT, received_at: '2024-01-22T10:00:00Z' },
  },
  {
    type: 'kit.processing_started',
    description: 'The laboratory began to work on a sample.',
    schema: object({}, KIT_IDS),
    example: { ...KIT, started_at: '2024-01-23T08:00:00Z' },
  },
  {
    type: 'kit.processing_completed',
    description: 'The laboratory is done with a sample.',
    schema: object({}, KIT_IDS),
    example: { ...KIT, completed_at: '2024-01-25T15:30:00Z' },
  },
  {
    type: 'results.available',
    description: 'The results of a test can be fetched.',
    schema: object(KIT_IDS, {
      patient: PERSON,
      result_summary: RESULT_SUMMARY,
      completed_at: timestamp,
      pdf_available: flag,
    }),
    example: {
      ...KIT,
      patient: PATIENT,
      result_summary: { total_biomarkers: 8, normal_count: 7, abnormal_count: 1, flags: ['high_cortisol'] },
      completed_at: '2024-01-25T16:45:00Z',
      pdf_available: true,
    },
  },
  {
    type: 'results.reviewed',
    description: 'A physician has looked at the results.',
    schema: object({}, KIT_IDS),
    example: { ...KIT, reviewed_by: 'Dr. Emily Brown', reviewed_at: '2024-01-26T09:00:00Z' },
  },
  {
    type: 'system.maintenance_scheduled',
    description: 'Work on the system is planned.',
    schema: object({}),
    example: { starts_at: '2024-02-01T02:00:00Z', ends_at: '2024-02-01T04:00:00Z' },
  },
  {
    type: 'system.maintenance_completed',
    description: 'Planned work on the system is over.',
    schema: object({}),
    example: { completed_at: '2024-02-01T03:40:00Z' },
  },
];
