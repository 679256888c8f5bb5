/* Text and numbers. Nothing here or elsewhere copies or clears a whole aggregate: that would call memcpy or memset. */
#include <stdarg.h>
#include <stdbool.h>

/* Text under construction, always ended by a zero; what does not fit is cut off. */
struct text {
    long length;
    char data[4200]; /* PATH_MAX and a little */
};

/* What follows the start in the text; NULL if the text does not begin with it. */
static const char *begins(const char *text, const char *start) {
    while (*start && *text == *start) text++, start++;
    return *start ? NULL : text;
}

/* Reads a number and moves behind it; the base is at most 10. */
static long number(const char **text, int base) {
    long sign = **text == '-' ? ++*text, -1 : 1, value = 0;
    for (; **text >= '0' && **text < '0' + base && value < 1l << 58; ++*text) value = value * base + **text - '0';
    return sign * value;
}

/* Appends: %s text, %c character, %d number, %t struct timespec as seconds with nine decimals. Returns all of it. */
static const char *put(struct text *text, const char *pattern, ...) {
    va_list values;
    va_start(values, pattern);
    for (; *pattern; pattern++) {
        char digits[40] = {0}, *to = digits + 39, one[2] = {*pattern, 0}, kind = *pattern == '%' ? *++pattern : 0;
        const char *piece = one;
        if (kind == 's') piece = va_arg(values, const char *);
        else if (kind == 'c') one[0] = (char) va_arg(values, int);
        else if (kind) {
            const struct timespec *time = kind == 't' ? va_arg(values, const struct timespec *) : NULL;
            long value = time ? time->tv_sec : va_arg(values, long), rest = value < 0 ? -value : value;
            for (long nanos = time ? time->tv_nsec : 0, i = time ? 9 : -1; i >= 0; i--, nanos /= 10)
                *--to = (char) (i ? '0' + nanos % 10 : '.');
            do *--to = (char) ('0' + rest % 10); while (rest /= 10);
            if (value < 0) *--to = '-';
            piece = to;
        }
        while (*piece && text->length < (long) sizeof text->data - 1) text->data[text->length++] = *piece++;
    }
    va_end(values);
    text->data[text->length] = 0;
    return text->data;
}
#define NEW(name, ...) struct text name; name.length = 0; put(&name, __VA_ARGS__)
