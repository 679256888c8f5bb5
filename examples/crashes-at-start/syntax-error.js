// Never gets as far as running.
console.log('hello';
