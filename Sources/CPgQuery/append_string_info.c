// libpg_query writes its JSON piece by piece through appendStringInfo, in formats with a %d, %u or %s at most, and printf was a tenth of
// all that Lintel did. On Linux the linker puts this in its place (`--wrap`, see Package.swift).
#ifdef __linux__

#define _GNU_SOURCE

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

// As in stringinfo.h of every version.
typedef struct StringInfoData {
  char *data;
  int len;
  int maxlen;
  int cursor;
} *StringInfo;
int appendStringInfoVA(StringInfo string, const char *format, va_list arguments);
void enlargeStringInfo(StringInfo string, int needed);

// As in stringinfo.c.
static void append_by_printf(StringInfo string, const char *format, va_list arguments) {
  int saved = errno;
  while (true) {
    va_list again;
    va_copy(again, arguments);
    errno = saved;
    int needed = appendStringInfoVA(string, format, again);
    va_end(again);
    if (needed == 0) return;
    enlargeStringInfo(string, needed);
  }
}

static void append(StringInfo string, const char *from, const char *to) {
  int length = (int)(to - from);
  if (string->len + length >= string->maxlen) enlargeStringInfo(string, length);
  memcpy(string->data + string->len, from, (size_t)length);
  string->len += length;
  string->data[string->len] = 0;
}

static void append_number(StringInfo string, unsigned value, bool negative) {
  char digits[12], *end = digits + sizeof digits, *first = end;
  if (negative) value = 0u - value;
  do *--first = (char)('0' + value % 10); while (value /= 10);
  if (negative) *--first = '-';
  append(string, first, end);
}

void __wrap_appendStringInfo(StringInfo string, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  while (true) {
    const char *percent = strchrnul(format, '%');
    append(string, format, percent);
    if (*percent == 0) break;
    if (percent[1] == 's') {
      const char *text = va_arg(arguments, const char *);
      if (!text) text = "(null)";
      append(string, text, text + strlen(text));
    } else if (percent[1] == 'd' || percent[1] == 'u') {
      unsigned value = va_arg(arguments, unsigned);
      append_number(string, value, percent[1] == 'd' && (int)value < 0);
    } else {
      append_by_printf(string, percent, arguments);
      break;
    }
    format = percent + 2;
  }
  va_end(arguments);
}

#endif
