// An uncaught exception 300 ms after the start: alive long enough to look well.
setTimeout(() => {
  throw new Error('the database is not there');
}, 300);
