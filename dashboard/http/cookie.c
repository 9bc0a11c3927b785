#include "dashboard/http/cookie.h"

#include <string.h>
#include <strings.h>

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/* Takes a value of our letters that goes from `from` to one of `ends`, or to the end. */
static bool take(const char *from, const char *ends, char *value, size_t size)
{
    size_t length = strspn(from, letters);
    if (length == 0 || length >= size || (from[length] && !strchr(ends, from[length]))) {
        return false;
    }
    memcpy(value, from, length);
    value[length] = '\0';
    return true;
}

bool cookie_find(const char *header, const char *name, char *value, size_t size)
{
    size_t length = strlen(name);
    bool found = false;
    for (const char *at = header; at && *at; at = strchr(at, ';')) {
        at += strspn(at, "; \t");
        if (strncmp(at, name, length) != 0 || at[length] != '=') {
            continue;
        }
        if (found || !take(at + length + 1, "; \t", value, size)) {
            return false;
        }
        found = true;
    }
    return found;
}

bool bearer_find(const char *header, char *value, size_t size)
{
    static const char scheme[] = "Bearer ";
    if (!header || strncasecmp(header, scheme, sizeof scheme - 1) != 0) {
        return false;
    }
    return take(header + sizeof scheme - 1, "", value, size);
}
