// An SMSC that draws a behaviour for each message, and logs what it really accepted.
// Usage: node smsc.js LOG WEIGHTS [SEED [RECEIPTS [MILLISECONDS]]], weights as `ok=5,late=1`. Prints its port.
// Every answer comes MILLISECONDS late, as over a line; several may be on their way.
// Behaviours: ok, late, throttled, refused, hangup_before, hangup_after, silent.
// Receipts: normal, twice, early (before the answer), never, failed.
'use strict';
const fs = require('fs');
const smpp = require('smpp');

const [log, weights, seed = '1', receipts = 'normal=1', milliseconds = '0'] = process.argv.slice(2);
const away = Number(milliseconds);
const out = fs.openSync(log, 'a');
let state = Number(seed) >>> 0 || 1;
let count = 0;

function random() {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 4294967296;
}

function drawer(text) {
  const pairs = text.split(',').map((pair) => pair.split('='));
  const total = pairs.reduce((sum, [, weight]) => sum + Number(weight), 0);
  return () => {
    let rest = random() * total;
    for (const [name, weight] of pairs) {
      rest -= Number(weight);
      if (rest < 0) return name;
    }
    return pairs[0][0];
  };
}

const mood = drawer(weights);
const receiptMood = drawer(receipts);

function deliver(session, pdu, id, status) {
  const number = status === 'DELIVRD' ? 2 : 5;
  const text = `id:${id} sub:001 dlvrd:001 submit date:2612080900 done date:2612080901 stat:${status} err:000 text:`;
  session.deliver_sm({
    esm_class: 4, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr,
    short_message: text, receipted_message_id: id, message_state: number,
  });
}

function acknowledge(session, pdu, id, when) {
  const status = when === 'failed' ? 'UNDELIV' : 'DELIVRD';
  if (when === 'never') return;
  deliver(session, pdu, id, status);
  if (when === 'twice') deliver(session, pdu, id, status);
}

function submit(session, pdu) {
  const how = mood();
  if (how === 'throttled') return session.send(pdu.response({ command_status: 0x58 }));
  if (how === 'refused') return session.send(pdu.response({ command_status: 0x0b }));
  if (how === 'hangup_before') return session.destroy();
  const id = (++count).toString(16).padStart(8, '0');
  const message = pdu.short_message;
  const text = message.message ? message.message.toString() : String(message);
  fs.writeSync(out, JSON.stringify({ id, to: pdu.destination_addr, from: pdu.source_addr, text }) + '\n');
  if (how === 'hangup_after') return session.destroy();
  if (how === 'silent') return undefined;
  const receipt = pdu.registered_delivery ? receiptMood() : 'never';
  if (receipt === 'early') acknowledge(session, pdu, id, 'normal');
  const answer = () => {
    session.send(pdu.response({ message_id: id }));
    if (receipt !== 'early') setTimeout(() => acknowledge(session, pdu, id, receipt), 20);
  };
  if (how === 'late' || away) setTimeout(answer, how === 'late' ? 400 : away); else answer();
  return undefined;
}

const server = smpp.createServer({}, (session) => {
  session.on('error', () => {});
  session.on('bind_transceiver', (pdu) => session.send(pdu.response()));
  session.on('submit_sm', (pdu) => submit(session, pdu));
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => { session.send(pdu.response()); session.close(); });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
