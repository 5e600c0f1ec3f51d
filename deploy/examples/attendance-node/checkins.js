import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

/** Copies come shortly after the first, so the newest ids are enough. */
const REMEMBERED = 100_000;

/**
 * The check-ins, one line of JSON per message: {"message_id":...,"record":...} with the record as it was, so that no number
 * is rounded and no member is lost. A message is kept once, also over restarts; whoever needs several instances takes a
 * database with the message id as the primary key.
 */
export class CheckinFile {
  #file;
  #end = 0;
  #known = new Set();

  constructor(path) {
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    // a crash may have left the last line half written
    this.#end = bytes.lastIndexOf('\n') + 1;
    for (const line of bytes.subarray(0, this.#end).toString().split('\n').filter(Boolean)) {
      this.#remember(JSON.parse(line).message_id);
    }
    this.#file = openSync(path, existsSync(path) ? 'r+' : 'w+');
    ftruncateSync(this.#file, this.#end);
  }

  /** Adds a message unless it is there already; it is on the disk then. */
  keep(messageId, record) {
    if (this.#known.has(messageId)) {
      return false;
    }
    // outside of strings a line break is mere white space, and inside there is none
    const line = Buffer.from(`{"message_id":${JSON.stringify(messageId)},"record":${record.replace(/[\r\n]/g, ' ')}}\n`);
    for (let written = 0; written < line.length; ) {
      written += writeSync(this.#file, line, written, line.length - written, this.#end + written);
    }
    fsyncSync(this.#file);
    this.#end += line.length;
    this.#remember(messageId);
    return true;
  }

  get size() {
    return this.#known.size;
  }

  close() {
    closeSync(this.#file);
  }

  #remember(messageId) {
    this.#known.add(messageId);
    if (this.#known.size > REMEMBERED) {
      this.#known.delete(this.#known.values().next().value);
    }
  }
}
