#include "dashboard/csv_line.h"

#include <stdbool.h>
#include <stddef.h>

int csv_line_split(char *line, char separator, char *fields[], int max)
{
    int count = 0;
    for (char *from = line, *to; from && count < max;) {
        bool quoted = *from == '"';
        fields[count++] = to = from += quoted;
        while (*from && (quoted || *from != separator)) {
            if (quoted && *from == '"' && *++from != '"')
                quoted = false;
            else
                *to++ = *from++;
        }
        from = *from ? from + 1 : NULL;
        *to = '\0';
    }
    return count;
}
