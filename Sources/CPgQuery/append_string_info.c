// libpg_query writes its JSON piece by piece through appendStringInfo, in formats with a %d, %u or %s at most, and printf was a tenth of
// all that Lintel did. On Linux the linker puts this in its place (`--wrap`, see Package.swift).
#ifdef __linux__

#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

typedef struct StringInfoData *StringInfo;
void appendBinaryStringInfo(StringInfo string, const void *data, int length);
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
  if (to > from) appendBinaryStringInfo(string, from, (int)(to - from));
}

static void append_number(StringInfo string, unsigned value, bool negative) {
  char digits[12], *end = digits + sizeof digits, *first = end;
  if (negative) value = 0u - value;
  do *--first = (char)('0' + value % 10); while (value /= 10);
  if (negative) *--first = '-';
  append(string, first, end);
}

static bool is_simple(const char *format) {
  for (const char *percent = strchr(format, '%'); percent; percent = strchr(percent + 2, '%')) {
    if (percent[1] != 'd' && percent[1] != 'u' && percent[1] != 's') return false;
  }
  return true;
}

void __wrap_appendStringInfo(StringInfo string, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  if (is_simple(format)) {
    const char *from = format;
    for (const char *percent = strchr(from, '%'); percent; percent = strchr(from, '%')) {
      append(string, from, percent);
      if (percent[1] == 's') {
        const char *text = va_arg(arguments, const char *);
        if (!text) text = "(null)";
        append(string, text, text + strlen(text));
      } else {
        unsigned value = va_arg(arguments, unsigned);
        append_number(string, value, percent[1] == 'd' && (int)value < 0);
      }
      from = percent + 2;
    }
    append(string, from, from + strlen(from));
  } else {
    append_by_printf(string, format, arguments);
  }
  va_end(arguments);
}

#endif
