/** What scripts may rely on: the content of `.local/stack.json`, there only while the stack is ready. */
export interface StackFacts {
  readonly urls: { readonly api: string; readonly ingest: string };
  readonly kafka: { readonly brokers: readonly string[]; readonly topicPrefix: string };
  readonly databaseUrl: string;
  readonly tenant: 'default';
  readonly adminKey: string;
  readonly processes: readonly { readonly name: string; readonly pid: number }[];
}
