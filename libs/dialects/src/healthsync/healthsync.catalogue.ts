import { integer, object, text, timestamp } from '../data-schema.js';
import type { CatalogueEntry } from '../dialect.js';

/** Of what the page shows no data of: the ids, in case they are there. */
const OWNED = object({}, { id: text, user_id: text });
const OF_DOCUMENT = object({}, { id: text, document_id: text, user_id: text });

/** The document of the page's example. */
const DOCUMENT = {
  id: 'doc_xyz789',
  user_id: 'user_123',
  filename: 'lab_results.pdf',
  file_size: 245678,
  category: 'lab_results',
  uploaded_at: '2024-02-27T10:30:00Z',
};

const SHARE = { id: 'share_456', document_id: 'doc_xyz789', user_id: 'user_123' };

/** Every event type of the page, in its order. It shows one example, for `document.uploaded`; the others follow it. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  {
    type: 'document.uploaded',
    description: 'Somebody uploaded a document.',
    schema: object(
      { id: text, user_id: text },
      { filename: text, file_size: integer, category: text, uploaded_at: timestamp },
    ),
    example: DOCUMENT,
  },
  {
    type: 'document.updated',
    description: 'The details kept about a document were changed.',
    schema: OWNED,
    example: { ...DOCUMENT, category: 'prescription', updated_at: '2024-02-27T11:00:00Z' },
  },
  {
    type: 'document.deleted',
    description: 'A document was removed.',
    schema: OWNED,
    example: { id: 'doc_xyz789', user_id: 'user_123', deleted_at: '2024-02-28T09:15:00Z' },
  },
  {
    type: 'document.shared',
    description: 'A document was given to another person to see.',
    schema: OWNED,
    example: {
      id: 'doc_xyz789',
      user_id: 'user_123',
      shared_with: 'doctor@example.com',
      shared_at: '2024-02-27T12:00:00Z',
    },
  },
  {
    type: 'analysis.completed',
    description: 'The AI has analysed a document.',
    schema: OF_DOCUMENT,
    example: {
      id: 'analysis_321',
      document_id: 'doc_xyz789',
      user_id: 'user_123',
      status: 'completed',
      completed_at: '2024-02-27T10:32:00Z',
    },
  },
  {
    type: 'analysis.failed',
    description: 'The AI could not analyse a document.',
    schema: OF_DOCUMENT,
    example: {
      id: 'analysis_321',
      document_id: 'doc_xyz789',
      user_id: 'user_123',
      status: 'failed',
      error: 'unreadable_document',
      failed_at: '2024-02-27T10:32:00Z',
    },
  },
  {
    type: 'user.updated',
    description: 'The profile of a user was changed.',
    schema: object({}, { id: text }),
    example: { id: 'user_123', email: 'john@example.com', updated_at: '2024-02-27T10:30:00Z' },
  },
  {
    type: 'family_member.added',
    description: 'A user has one more family member on record.',
    schema: OWNED,
    example: { id: 'family_654', user_id: 'user_123', relationship: 'daughter', added_at: '2024-02-27T10:30:00Z' },
  },
  {
    type: 'family_member.removed',
    description: 'A family member was taken off the record of a user.',
    schema: OWNED,
    example: { id: 'family_654', user_id: 'user_123', removed_at: '2024-02-28T10:30:00Z' },
  },
  {
    type: 'share.created',
    description: 'A link for sharing a record was made.',
    schema: OF_DOCUMENT,
    example: { ...SHARE, created_at: '2024-02-27T12:00:00Z', expires_at: '2024-03-05T12:00:00Z' },
  },
  {
    type: 'share.accessed',
    description: 'A shared record was opened.',
    schema: OF_DOCUMENT,
    example: { ...SHARE, accessed_by: 'doctor@example.com', accessed_at: '2024-02-27T14:20:00Z' },
  },
  {
    type: 'share.expired',
    description: 'A link for sharing has reached the end of its time.',
    schema: OF_DOCUMENT,
    example: { ...SHARE, expired_at: '2024-03-05T12:00:00Z' },
  },
  {
    type: 'share.revoked',
    description: 'The access that a link for sharing gave was withdrawn.',
    schema: OF_DOCUMENT,
    example: { ...SHARE, revoked_at: '2024-03-01T08:00:00Z' },
  },
];
