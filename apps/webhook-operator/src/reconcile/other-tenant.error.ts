/** The key is of another tenant than the one that has the webhook. */
export class OtherTenant extends Error {
  override readonly name = 'OtherTenant';
  constructor(
    readonly webhookTenant: string,
    readonly keyTenant: string,
  ) {
    super(
      `apiKeySecretRef: the key is of tenant "${keyTenant}", the webhook of "${webhookTenant}"; make another resource to have one there`,
    );
  }
}
