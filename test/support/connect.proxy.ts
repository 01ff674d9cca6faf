import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** One `CONNECT` as it came. */
export interface Tunnel {
  /** `8.8.8.8:443` */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** What a target gets: the local port that it is led to, or the status of a refusal. */
export type Route = (target: string) => { readonly port: number } | { readonly status: number };

const noRequests: RequestListener = (_request, response) => response.writeHead(405).end();

/** An egress proxy on a free port of 127.0.0.1. It connects where the test says, never to the address that it was asked for. */
export class ConnectProxy {
  readonly tunnels: Tunnel[] = [];
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly route: Route,
  ) {
    this.server.on('connection', (socket: Socket) => this.hold(socket));
    this.server.on('connect', ({ url: target = '', headers }, client: Socket) => {
      this.tunnels.push({ target, headers });
      const to = this.route(target);
      if ('status' in to) return client.end(`HTTP/1.1 ${to.status} Refused\r\n\r\n`);
      const upstream = connect(to.port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      this.hold(upstream);
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
    });
  }

  /** Spoken to by TLS where a certificate is given. */
  static async start(route: Route, identity?: { readonly cert: string; readonly key: string }): Promise<ConnectProxy> {
    const server = identity ? createSecureServer(identity, noRequests) : createServer(noRequests);
    const proxy = new ConnectProxy(server, route);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private hold(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}
