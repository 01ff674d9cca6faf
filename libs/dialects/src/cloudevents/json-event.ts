import { dataAsJson, dataForm } from '#raw-json';

/**
 * An event in the JSON format, in pieces: the attributes, then the data. JSON's bytes are untouched, text is a string,
 * anything else `data_base64`.
 */
export function jsonEvent(attributes: Readonly<Record<string, string>>, data: Buffer): Buffer[] {
  const { datacontenttype = '' } = attributes;
  const member = dataForm(data, datacontenttype) === 'binary' ? 'data_base64' : 'data';
  const head = Buffer.from(`${JSON.stringify(attributes).slice(0, -1)},"${member}":`);
  return [head, dataAsJson(data, datacontenttype), CLOSING_BRACE];
}

const CLOSING_BRACE = Buffer.from('}');
