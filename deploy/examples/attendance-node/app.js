// Gives attendance machines their users and keeps their check-ins.
//
// Each message is done, made safe (check-ins on the disk, answers in Kafka) and only then committed. Whenever the process
// dies, the next one begins with what was not committed, and the file knows what it has already.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kafka, Partitioners, logLevel } from 'kafkajs';
import { CheckinFile } from './checkins.js';

const serviceId = process.env.SERVICE_ID ?? '';
if (!/^[1-9][0-9]*$/.test(serviceId)) {
  console.error(`SERVICE_ID: ${serviceId} (expected: the app's number)`);
  process.exit(1);
}
const folder = process.env.DATA ?? 'attendance-data';
const input = `deli.app.${serviceId}.in`;
const output = `deli.app.${serviceId}.out`;

const kafka = new Kafka({
  clientId: 'attendance-node',
  brokers: (process.env.KAFKA_BOOTSTRAP ?? '127.0.0.1:9092').split(','),
  ssl: process.env.KAFKA_TLS === 'true',
  sasl: process.env.KAFKA_USERNAME && {
    mechanism: 'scram-sha-512',
    username: process.env.KAFKA_USERNAME,
    password: process.env.KAFKA_PASSWORD ?? '',
  },
  logLevel: logLevel.ERROR,
});
// The name of the group has to begin like this. After a crash the next process gets the partitions after the session's end.
const consumer = kafka.consumer({
  groupId: `deli.app.${serviceId}.attendance`,
  sessionTimeout: 6000,
  heartbeatInterval: 2000,
  rebalanceTimeout: 10000,
});
const producer = kafka.producer({
  idempotent: true,
  maxInFlightRequests: 1,
  createPartitioner: Partitioners.DefaultPartitioner,
});

mkdirSync(folder, { recursive: true });
const checkins = new CheckinFile(join(folder, 'checkins.jsonl'));
const say = (line) => console.log(line);

/** Who may check in: a list in a file that may be edited while the app runs. */
function users() {
  const file = join(folder, 'users.json');
  if (!existsSync(file)) {
    const first = [
      { id: '1001', name: 'Li Lei' },
      { id: '1002', name: 'Han Meimei' },
      { id: '1003', name: 'Jim Green' },
    ];
    writeFileSync(file, JSON.stringify(first, null, 2));
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * The text of a member of the envelope as it stands: JSON.parse would round an integer beyond 2^53, and a device must get
 * its own mid back. The platform writes mid first.
 */
function midText(record) {
  return /^\s*\{\s*"mid"\s*:\s*("(?:[^"\\]|\\.)*"|-?[0-9]+)/.exec(record)?.[1];
}

async function sendUsers(device, mid) {
  const all = users();
  const data = JSON.stringify({ cmd: 'user_sync', payload: all });
  const time = Math.floor(Date.now() / 1000);
  const value = `{"mid":${mid ?? JSON.stringify(randomUUID())},"to":${JSON.stringify(device)},"time":${time},"action":301,"data":${data}}`;
  await producer.send({ topic: output, acks: -1, messages: [{ key: device, value }] });
  say(`301 to ${device}: user_sync with ${all.length} users`);
}

function keep(device, messageId, record, data) {
  const isNew = checkins.keep(messageId, record);
  say(`300 from ${device}: checkin of user ${data.payload?.[0]?.user_id}, ${isNew ? 'kept' : 'kept before'}`);
}

function receipt(data) {
  const outcome = {
    0: 'has acknowledged it',
    102: 'cannot be reached; it gets its users when it is back',
    103: 'is not bound to this app',
    105: 'is locked; it asks again when it may',
  };
  // 100 and 106 are mistakes of this app, -1 is the platform's trouble: the machine asks again
  say(`receipt ${data.code}: ${data.device_id} ${outcome[data.code] ?? `was not told: ${data.msg}`}`);
}

async function take(record, messageId) {
  const { action, from, data } = JSON.parse(record);
  if (action === 300 && data.cmd === 'user_sync') {
    await sendUsers(from, midText(record));
  } else if (action === 300 && data.cmd === 'checkin') {
    keep(from, messageId, record, data);
  } else if (action === 301) {
    receipt(data);
  } else if ((action === 402 || action === 404) && data.status === 1) {
    // a machine that comes is told its users without being asked: the last answer may not have reached it
    await sendUsers(data.device_id);
  } else if (action === 403) {
    say(`403: ${data.device_id} is not bound to this app any more`);
  }
  // everything else is other business, or newer than this app
}

await producer.connect();
await consumer.connect();
await consumer.subscribe({ topics: [input], fromBeginning: true });
say(`app ${serviceId} listens to ${input}, ${checkins.size} check-in messages kept so far`);
await consumer.run({
  autoCommit: false,
  eachMessage: async ({ topic, partition, message }) => {
    const messageId = message.headers?.['deli-message-id']?.toString() ?? `${partition}/${message.offset}`;
    await take(message.value.toString(), messageId);
    await consumer.commitOffsets([{ topic, partition, offset: (BigInt(message.offset) + 1n).toString() }]);
  },
});
consumer.on(consumer.events.CRASH, ({ payload }) => {
  if (!payload.restart) {
    console.error(`kafka: ${payload.error.message}`);
    process.exit(1);
  }
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await consumer.disconnect();
    await producer.disconnect();
    checkins.close();
  });
}
