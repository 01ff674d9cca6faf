/** The words about what could not become an event. */
export const rejectedEn = {
  title: 'Rejected',
  intro: 'What your systems wrote to Kafka that could not become an event, and why. Its data is not kept here.',
  reason: 'Reason',
  event: 'Event',
  record: 'Record',
  at: 'Rejected',
  from: 'From',
  to: 'Until',
  ofNoTenant: 'Those that name no organisation, or one that there is not',
  empty: 'Nothing was rejected.',
  emptyText: 'A record that Carehook cannot deliver shows up here, with its reason and what to do.',
  place: (partition: string, offset: string) => `partition ${partition}, offset ${offset}`,
  size: (bytes: string) => `${bytes} bytes`,
  reasons: {
    null_value: {
      means: 'The record has no value',
      todo: 'Send the event’s data as the value. Deletion marks of compacted topics are no events.',
    },
    not_an_event: {
      means: 'The record is no event',
      todo: 'Send the headers of a CloudEvent, or its JSON form: version, id, type, source and organisation.',
    },
    invalid_attribute: {
      means: 'An attribute is not valid',
      todo: 'Correct the attribute that is named here, and send the event again.',
    },
    invalid_json: {
      means: 'The data is not the JSON that it says it is',
      todo: 'Send sound JSON in UTF-8, or say in the content type what it is instead.',
    },
    too_large: {
      means: 'The event is too large',
      todo: 'Send a reference instead of the document itself; the limit is 10 MiB.',
    },
    unknown_tenant: {
      means: 'There is no such organisation',
      todo: 'Correct the id of the organisation in the producer, or create it, and send the event again.',
    },
    schema_mismatch: {
      means: 'The data does not fit the schema of its type',
      todo: 'Correct the data at the place that is named, or the schema; or let such events pass with a warning.',
    },
    unsealable: {
      means: 'The sealed data does not open',
      todo: 'It was changed, or sealed for somebody else. Send the event again, and ask who else writes to this topic.',
    },
    erased: {
      means: 'The key of its data was dropped',
      todo: 'Nothing: this data was erased before it could be delivered.',
    },
    routing_failed: {
      means: 'Carehook failed on this record',
      todo: 'Tell the operator of Carehook the topic, the partition and the offset.',
    },
  },
};
