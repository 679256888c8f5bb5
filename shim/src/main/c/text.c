#include "shim.h"

#include <stddef.h>

const char *begins(const char *text, const char *start) {
    while (*start && *text == *start) text++, start++;
    return *start ? NULL : text;
}

bool same(const char *a, const char *b) {
    const char *rest = begins(a, b);
    return rest && !*rest;
}

void put(struct text *text, const char *more) {
    while (*more && text->length < sizeof text->data - 1) text->data[text->length++] = *more++;
    text->data[text->length] = 0;
}

void put_number(struct text *text, long number, int digits) {
    char reversed[24] = {0}, *at = reversed + sizeof reversed - 1;
    unsigned long rest = number < 0 ? 0 - (unsigned long) number : (unsigned long) number;
    for (; rest || digits > 0; rest /= 10, digits--) *--at = (char) ('0' + rest % 10);
    if (number < 0) put(text, "-");
    put(text, at);
}

void put_key(struct text *text, const char *key, long number) {
    put(text, key);
    put_number(text, number, 1);
    put(text, "\n");
}

void put_time(struct text *text, const char *key, const struct timespec *time) {
    put(text, key);
    put_number(text, time->tv_sec, 1);
    put(text, ".");
    put_number(text, time->tv_nsec, 9);
    put(text, "\n");
}

bool text_number(const char *text, int base, long *number) {
    bool negative = base == 10 && *text == '-';
    const char *at = negative ? text + 1 : text;
    long value = 0;
    do {
        if (*at < '0' || *at >= '0' + base || value > (1L << 58)) return false;
        value = value * base + (*at - '0');
    } while (*++at);
    *number = negative ? -value : value;
    return true;
}

#ifdef DARUMA_BARE
/* The compiler calls these by itself; volatile keeps it from calling them in here, too. */
void *memset(void *to, int byte, size_t count) {
    for (volatile char *at = to; count--;) *at++ = (char) byte;
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t count) {
    const char *source = from;
    for (volatile char *at = to; count--;) *at++ = *source++;
    return to;
}
#endif
