'use strict';
// Loaded before a Node program whose readiness is "it says so": programs written for pm2 say it by process.send('ready'),
// which exists only where a parent listens. Here a file says it. A real channel to a parent is left alone.
const fs = require('node:fs');
const file = process.env.DARUMA_READY_FILE;

if (file && typeof process.send !== 'function') {
  process.send = function send(message, ...rest) {
    if (message === 'ready') {
      try {
        fs.writeFileSync(file, '');
      } catch (error) {
        process.emitWarning(`cannot say ready to Daruma: ${error.message}`);
      }
    }
    const callback = rest.find((one) => typeof one === 'function');
    if (callback) process.nextTick(callback, null);
    return true;
  };
}
