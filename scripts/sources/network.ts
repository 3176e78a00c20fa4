import { createHash } from 'node:crypto';
import dgram from 'node:dgram';
import dns from 'node:dns';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { completions, named, newerClass, refused, type Source, told } from './source.ts';

// What goes out.

const nothing = (): void => {};
/** RFC 6455. */
const OF_WEBSOCKETS = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

export const NETWORK: readonly Source[] = [
  ...completions({
    fetch: async () => (await fetch('https://api.test/')).status,
    'net.connect': () =>
      told((done) => {
        const server = net
          .createServer((socket) => socket.end())
          .listen(0, () => {
            const { port } = server.address() as net.AddressInfo;
            net.connect({ port }, () => server.close(done)).resume();
          });
      }),
    'http.get': () =>
      told((done) => {
        const server = http
          .createServer((_, answer) => answer.end('x'))
          .listen(0, () => {
            const { port } = server.address() as net.AddressInfo;
            http.get({ port, agent: false }, (answer) => server.close(done) && answer.resume());
          });
      }),
    'net.connect to a path': () => told((done) => net.connect('/nowhere.sock').on('error', () => done())),
    'net.Server.listen at a path': () =>
      told((done) => {
        const server = net.createServer().listen(`/${Math.random()}.sock`, () => server.close(done));
      }),
    'dns.lookup': () => told((done) => dns.lookup('localhost', done)),
    'dns.promises.lookup': () => dns.promises.lookup('localhost'),
  }),
  ...completions(
    {
      WebSocket: () =>
        told((done) => {
          const server = http
            .createServer()
            .on('upgrade', ({ headers }, socket) => {
              const accept = createHash('sha1')
                .update(`${headers['sec-websocket-key']}${OF_WEBSOCKETS}`)
                .digest('base64');
              socket.write(
                `HTTP/1.1 101 \r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\n\r\n`,
              );
            })
            .listen(0, () => {
              const { port } = server.address() as net.AddressInfo;
              const client = new (newerClass(globalThis, 'WebSocket'))(`ws://127.0.0.1:${port}/`) as EventTarget;
              client.addEventListener('open', () => done());
            });
        }),
    },
    { since: 22 },
  ),
  ...refused({
    'a request to https://unknown.test': () => fetch('https://unknown.test/').catch(nothing),
    'a connection to 192.0.2.1:9': () => net.connect(9, '192.0.2.1').on('error', nothing),
  }),
  ...named('PIPEWRAP', {
    'net.connect to an abstract name': () => void net.connect('\0nowhere').on('error', nothing),
  }),
  ...named('PIPESERVERWRAP', {
    'net.Server.listen at an abstract name': () => void net.createServer().listen('\0nowhere').unref(),
  }),
  ...named('TCPWRAP', {
    'tls.connect': () => void tls.connect(9, '127.0.0.1').on('error', nothing),
    'https.get': () => void https.get('https://127.0.0.1:9/').on('error', nothing),
    'http2.connect with TLS': () => void http2.connect('https://127.0.0.1:9/').on('error', nothing),
  }),
  ...named('UDPWRAP', { 'dgram.createSocket': () => void dgram.createSocket('udp4').unref() }),
  ...named('QUERYWRAP', {
    'dns.resolve': () => dns.resolve('nowhere.invalid', nothing),
    'dns.resolve4': () => dns.resolve4('nowhere.invalid', nothing),
    'dns.reverse': () => dns.reverse('127.0.0.1', nothing),
    'dns.promises.resolveMx': () => dns.promises.resolveMx('nowhere.invalid').catch(nothing),
  }),
  ...named('DNSCHANNEL', { 'new dns.Resolver': () => void new dns.Resolver().resolve4('nowhere.invalid', nothing) }),
  ...named('GETNAMEINFOREQWRAP', { 'dns.lookupService': () => dns.lookupService('127.0.0.1', 9, nothing) }),
];
