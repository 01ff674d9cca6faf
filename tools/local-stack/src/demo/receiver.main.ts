/** The demo receiver as a process of its own: `HOST`, `PORT`, and `DEMO_RECEIVER_SECRETS`, a JSON object by path. */
import { createReceiver } from './receiver.js';

const { HOST = '127.0.0.1', PORT = '3010', DEMO_RECEIVER_SECRETS = '{}' } = process.env;
const receiver = createReceiver(JSON.parse(DEMO_RECEIVER_SECRETS) as Record<string, string>);
receiver.listen(Number(PORT), HOST, () => console.log(`listening on http://${HOST}:${PORT}`));

process.once('SIGTERM', () => {
  receiver.close(() => process.exit(0));
  receiver.closeAllConnections();
});
