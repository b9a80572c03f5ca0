import { createServer } from 'node:net';
import { listening } from './stand-in.ts';

/** Takes mail as an SMTP server without TLS does, and keeps it as it came. */
export async function startSmtpStandIn(): Promise<{
  readonly address: string;
  readonly mails: readonly string[];
}> {
  const mails: string[] = [];
  const server = createServer((socket) => {
    let input = '';
    let mail: string | undefined;
    socket.setEncoding('utf8');
    socket.on('error', () => socket.destroy());
    socket.write('220 stand-in\r\n');
    socket.on('data', (chunk: string) => {
      input += chunk;
      for (let end = input.indexOf('\r\n'); end >= 0; end = input.indexOf('\r\n')) {
        const line = input.slice(0, end);
        input = input.slice(end + 2);
        if (mail === undefined) {
          const isData = line === 'DATA';
          if (isData) mail = '';
          socket.write(isData ? '354 go on\r\n' : line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
        } else if (line === '.') {
          mails.push(mail);
          mail = undefined;
          socket.write('250 ok\r\n');
        } else mail += `${line}\n`;
      }
    });
  });
  return { address: await listening(server), mails };
}
